# Debian 13: its C library runs the embedded engine as it is.
FROM node:24.21.0-trixie-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY src src
COPY flows flows
COPY locales locales
COPY org.example.yaml ./
RUN npm run build && npm prune --omit=dev

FROM node:24.21.0-trixie-slim
ENV NODE_ENV=production DATA_DIR=/data
WORKDIR /app
RUN mkdir /data && chown node:node /data
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json org.example.yaml ./
COPY src/web/playground src/web/playground
COPY src/web/page/public src/web/page/public
COPY flows flows
COPY forms forms
COPY assets assets
COPY locales locales
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s CMD ["node", "-e", "fetch('http://127.0.0.1:'+(process.env.PORT||3000)+'/readyz').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
CMD ["node", "dist/main.js"]
