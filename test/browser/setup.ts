import { up } from "./stack";

/** One sample workspace for all page visits. Its address and folder reach the tests through the environment. */
export default async function setup(): Promise<() => Promise<void>> {
  const sample = await up("--sample");
  process.env.SAMPLE_URL = sample.url;
  process.env.SAMPLE_DIR = sample.dataDir;
  return sample.stop;
}
