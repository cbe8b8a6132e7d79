import "server-only";
import { z } from "zod";
import { procedure, router } from "@/server/foundation/trpc";
import { changePassword, hasOwner, me, rename } from "./account";
import * as schema from "./schema";
import { change, create, list, removeMember, resetPassword, setRole } from "./service";

const tags = ["people"];

export const peopleRouter = router({
  list: procedure
    .meta({
      openapi: { method: "GET", path: "/people", tags, summary: "The people you share a project with" },
    })
    .input(schema.listPeople)
    .output(schema.peoplePage)
    .query(({ ctx, input }) => list(ctx, input)),
  create: procedure
    .meta({
      openapi: { method: "POST", path: "/people", tags, summary: "Make an account, or give one a role" },
    })
    .input(schema.createPerson)
    .output(schema.createdPerson)
    .mutation(({ ctx, input }) => create(ctx, input)),
  change: procedure
    .meta({
      openapi: {
        method: "PATCH",
        path: "/people/{id}",
        tags,
        summary: "Close or open an account, or its ownership",
      },
    })
    .input(schema.changePerson)
    .output(schema.person)
    .mutation(({ ctx, input }) => change(ctx, input)),
  resetPassword: procedure
    .input(schema.resetPassword)
    .output(schema.temporaryPassword)
    .mutation(({ ctx, input }) => resetPassword(ctx, input)),
  setRole: procedure
    .meta({
      openapi: {
        method: "PUT",
        path: "/people/{person}/roles/{project}",
        tags,
        summary: "Set a role in a project",
      },
    })
    .input(schema.setRole)
    .output(schema.person)
    .mutation(({ ctx, input }) => setRole(ctx, input)),
  removeMember: procedure
    .meta({
      openapi: {
        method: "DELETE",
        path: "/people/{person}/roles/{project}",
        tags,
        summary: "Take somebody out of a project",
      },
    })
    .input(schema.removeMember)
    .output(z.void())
    .mutation(({ ctx, input }) => removeMember(ctx, input)),
});

/** One's own account. */
export const accountRouter = router({
  hasOwner: procedure.output(z.boolean()).query(({ ctx }) => hasOwner(ctx)),
  me: procedure.output(schema.person).query(({ ctx }) => me(ctx)),
  rename: procedure
    .input(schema.renameMe)
    .output(z.void())
    .mutation(({ ctx, input }) => rename(ctx, input)),
  changePassword: procedure
    .input(schema.changePassword)
    .output(z.void())
    .mutation(({ ctx, input }) => changePassword(ctx, input)),
});
