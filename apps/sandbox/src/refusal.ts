/** A refusal in a provider's own words; each provider has its class and its shape. */
export abstract class Refusal extends Error {
  readonly status: number
  readonly fields: Readonly<Record<string, unknown>>

  constructor(status: number, message: string, fields: Readonly<Record<string, unknown>>) {
    super(message)
    this.status = status
    this.fields = fields
  }
}
