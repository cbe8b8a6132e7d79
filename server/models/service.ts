import "server-only";

export {
  currentDeployment,
  type Deployment,
  observeAlias,
  type StartDeployment,
  servingAt,
  settleDeployments,
  startDeployment,
} from "./deployments/service";
export { findModel, type ModelRow, resolveVersion, type VersionRow, versionsById } from "./find";
export { type LiveMeasure, latestLive, type Measure, metricsOfVersion, metricsOfVersions } from "./measures";
export {
  linkArrivedRuns,
  type RegistryChanges,
  type RegistryReading,
  upsertFromRegistry,
} from "./registry/service";
