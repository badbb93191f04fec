# One image for every role; ROLE chooses.
FROM node:24-slim AS build
WORKDIR /relay
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:24-slim
WORKDIR /relay
ENV NODE_ENV=production
COPY --from=build /relay ./
USER node
EXPOSE 3000
# Node itself, so that a SIGTERM reaches the relay and nothing between.
CMD ["node", "dist/src/main.js"]
