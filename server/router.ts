import "server-only";
import { auditRouter } from "@/server/audit/router";
import { connectionsRouter } from "@/server/connections/router";
import { environmentsRouter } from "@/server/environments/router";
import { liveRouter } from "@/server/events/router";
import { feedbackRouter } from "@/server/feedback/router";
import { formsRouter } from "@/server/forms/router";
import { createCallerFactory, router } from "@/server/foundation/trpc";
import { metricsRouter } from "@/server/metrics/router";
import { modelsRouter } from "@/server/models/router";
import { outboundRouter } from "@/server/outbound/router";
import { overviewRouter } from "@/server/overview/router";
import { invitationsRouter } from "@/server/people/invitations/router";
import { accountRouter, peopleRouter } from "@/server/people/router";
import { sessionsRouter } from "@/server/people/sessions/router";
import { tokensRouter } from "@/server/people/tokens/router";
import { policiesRouter } from "@/server/policies/router";
import { projectsRouter } from "@/server/projects/router";
import { commentsRouter } from "@/server/promotions/comments/router";
import { promotionsRouter } from "@/server/promotions/router";
import { runsRouter } from "@/server/runs/router";
import { searchRouter } from "@/server/search/router";
import { shellRouter } from "@/server/shell/router";
import { traceRouter } from "@/server/trace/router";

/** The one list of routers. */
export const appRouter = router({
  account: accountRouter,
  audit: auditRouter,
  comments: commentsRouter,
  connections: connectionsRouter,
  environments: environmentsRouter,
  feedback: feedbackRouter,
  forms: formsRouter,
  live: liveRouter,
  metrics: metricsRouter,
  invitations: invitationsRouter,
  models: modelsRouter,
  outbound: outboundRouter,
  overview: overviewRouter,
  people: peopleRouter,
  policies: policiesRouter,
  projects: projectsRouter,
  promotions: promotionsRouter,
  runs: runsRouter,
  search: searchRouter,
  sessions: sessionsRouter,
  shell: shellRouter,
  tokens: tokensRouter,
  trace: traceRouter,
});

export type AppRouter = typeof appRouter;
export const createCaller = createCallerFactory(appRouter);
