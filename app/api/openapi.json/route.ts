import { openApiDocument } from "@/server/http/rest/document";

export const GET = () =>
  Response.json(openApiDocument(process.env.TERRAPIN_URL ?? ""), {
    headers: { "access-control-allow-origin": "*" },
  });
