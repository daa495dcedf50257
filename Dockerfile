# The server in an image of its own: docs/deploy.md, "With Docker Compose".
FROM node:24-slim AS build
WORKDIR /src
COPY . .
RUN npm run build

FROM node:24-alpine AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --omit=optional --no-audit --no-fund

# No compiler, no sources, no shell script: Node, what the server imports, and what browsers load.
FROM node:24-alpine
ENV NODE_ENV=production PORT=3000 LOG_FORMAT=json
WORKDIR /app
COPY --from=packages /app ./
COPY --from=build /src/dist/server ./dist/server
COPY --from=build /src/dist/shared ./dist/shared
COPY --from=build /src/dist/cdn ./dist/cdn
COPY --from=build /src/dist/demo ./dist/demo
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/server/main.js"]
