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
COPY --from=build /src/dist ./dist
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s --retries=3 \
  CMD ["node", "dist/server/main.js", "health"]
ENTRYPOINT ["node", "dist/server/main.js"]
