# syntax=docker/dockerfile:1
# The server and the worker (ROLE=all, web or worker). Postgres, files and mail are outside: see the README for the variables.
FROM node:24-bookworm-slim AS base
ENV TURBO_TELEMETRY_DISABLED=1 CI=true
RUN npm install --global pnpm@12.21.0
WORKDIR /app

FROM base AS manifests
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY packages/contracts/package.json packages/contracts/
COPY packages/db/package.json packages/db/
COPY packages/jobs/package.json packages/jobs/
COPY packages/tooling/package.json packages/tooling/
COPY apps/server/package.json apps/server/
COPY apps/web/package.json apps/web/
COPY apps/sandbox/package.json apps/sandbox/
COPY e2e/package.json e2e/

FROM manifests AS web
RUN pnpm install --frozen-lockfile --filter @edurise/web...
COPY packages packages
COPY apps apps
RUN pnpm --filter @edurise/web run build

FROM manifests AS production
RUN pnpm install --frozen-lockfile --prod --filter @edurise/server...

FROM node:24-bookworm-slim
ENV NODE_ENV=production PORT=4000 FILES_URL=file:///data/files/ NODE_COMPILE_CACHE=/data/compile-cache
WORKDIR /app
# The workspace as it stands: Node strips types from sources, though never under node_modules, which holds links to them.
COPY --from=production /app ./
COPY packages/contracts packages/contracts
COPY packages/db packages/db
COPY packages/jobs packages/jobs
COPY apps/server apps/server
COPY --from=web /app/apps/web/dist apps/web/dist
RUN install --directory --owner=node --group=node /data/files
USER node
VOLUME /data
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
CMD ["node", "apps/server/src/main.ts"]
