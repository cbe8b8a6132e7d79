import { create as createConnection } from "@/server/connections/service";
import { testDatabase } from "../database";
import { startMlflow } from "../peers/mlflow";
import { mlflowCalls } from "../peers/mlflow-calls";
import { makeProject } from "../rooms/models-world";

/** A project of a new installation, and a real MLflow server that its maintainer can connect. */
export async function mlflowProject(slug: string) {
  const [mlflow, db] = await Promise.all([startMlflow(), testDatabase()]);
  const project = await makeProject(db, slug);
  return {
    db,
    project,
    /** Where the server answers. */
    url: mlflow.url,
    calls: mlflowCalls(mlflow),
    /** @returns the connection's id */
    async connect(name = "registry"): Promise<string> {
      const made = await createConnection(project.as.maintainer, {
        ...{ project: slug, vendor: "mlflow" as const, name, url: mlflow.url },
        ...{ credentials: {}, options: {} },
      });
      return made.id;
    },
    async stop(): Promise<void> {
      await db.close();
      await mlflow.stop();
    },
  };
}
export type MlflowProject = Awaited<ReturnType<typeof mlflowProject>>;
