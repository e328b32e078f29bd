export { transferGateway } from './transfer-gateway.ts'
