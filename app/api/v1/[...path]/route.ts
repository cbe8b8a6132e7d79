import { processDb } from "@/server/foundation/db/process-db";
import { answer } from "@/server/http/rest/answer";

const handler = (request: Request) => answer(request, processDb());

export {
  handler as DELETE,
  handler as GET,
  handler as OPTIONS,
  handler as PATCH,
  handler as POST,
  handler as PUT,
};
