import { exportFeedback } from "@/server/feedback/schema";
import { exportLines } from "@/server/feedback/service";
import { processDb } from "@/server/foundation/db/process-db";
import { sessionCtx } from "@/server/http/auth";
import { queryInput } from "@/server/http/rest/input";
import { answerStream } from "@/server/http/rest/stream";

/** The download behind the Feedback page's Export button: the same lines as the API's, for who is signed in. */
export const GET = (request: Request) =>
  answerStream(request, { db: processDb().db, actor: async () => (await sessionCtx()).actor }, (ctx, query) =>
    exportLines(ctx, exportFeedback.parse(queryInput(exportFeedback, query))),
  );
