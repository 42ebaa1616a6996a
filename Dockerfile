# The server with a browser inside. The base is Debian 12, which has chromium-headless-shell.
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:20-bookworm-slim
# The fonts are for the pages that the browser draws: text and emoji.
RUN apt-get update \
  && apt-get install -y --no-install-recommends \
    ca-certificates chromium-headless-shell fonts-liberation fonts-noto-color-emoji \
  && rm -rf /var/lib/apt/lists/* \
  && groupadd --gid 10001 wagraph \
  && useradd --uid 10001 --gid wagraph --create-home --shell /usr/sbin/nologin wagraph \
  && install --directory --owner=wagraph --group=wagraph --mode=0700 /data
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/prisma ./prisma
COPY --from=build /app/dist ./dist

# Docker's default seccomp profile denies Chromium the user namespaces of which it makes its sandbox, so it would not
# start with one: the container, an unprivileged user and one trusted site take its place.
ENV NODE_ENV=production \
  HOST=0.0.0.0 \
  PORT=4000 \
  DATA_DIR=/data \
  PUPPETEER_EXECUTABLE_PATH=/usr/bin/chromium-headless-shell \
  BROWSER_ARGS=--no-sandbox
USER wagraph
VOLUME /data
EXPOSE 4000
# Give it an init process (`init: true` in Compose, `docker run --init`): browsers leave children to be reaped.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/main.js"]
