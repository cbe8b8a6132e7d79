import { processDb } from "@/server/db/open";
import { answer } from "@/server/rest/answer";

const handler = (request: Request) => answer(request, processDb());

export {
  handler as DELETE,
  handler as GET,
  handler as OPTIONS,
  handler as PATCH,
  handler as POST,
  handler as PUT,
};
