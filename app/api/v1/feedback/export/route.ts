import { exportFeedback } from "@/server/feedback/schema";
import { exportLines } from "@/server/feedback/service";
import { processDb } from "@/server/foundation/db/process-db";
import { queryInput } from "@/server/http/rest/input";
import { answerStream } from "@/server/http/rest/stream";

/** Feedback as a dataset, streamed: `?format=jsonl` or `csv`, narrowed as the list is. */
export const GET = (request: Request) =>
  answerStream(request, processDb(), (ctx, query) =>
    exportLines(ctx, exportFeedback.parse(queryInput(exportFeedback, query))),
  );
