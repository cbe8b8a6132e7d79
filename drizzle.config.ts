import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "postgresql",
  schema: "./server/foundation/db/tables/*.ts",
  out: "./server/foundation/db/migrations",
});
