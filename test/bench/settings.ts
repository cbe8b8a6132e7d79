const number = (name: string, usual: number) => Number(process.env[name] ?? usual);

/** How much is measured. What takes long on MLflow's side can be made smaller or larger by the environment. */
export const settings = {
  small: number("BENCH_SMALL", 10_000),
  large: number("BENCH_LARGE", 100_000),
  params: 20,
  metrics: 20,
  /** Points of the long series, and of the short one it is held against. */
  longSeries: number("BENCH_POINTS", 1_000_000),
  shortSeries: 1_000,
  /** Measured requests of each kind, after a few that warm up. */
  rounds: number("BENCH_ROUNDS", 100),
  /** MLflow over the same data; 0 leaves it out. Its own answers take 35 s and more at 100,000. */
  mlflowRuns: number("BENCH_MLFLOW_RUNS", 10_000),
  mlflowRounds: number("BENCH_MLFLOW_ROUNDS", 5),
  mlflowPoints: number("BENCH_MLFLOW_POINTS", 1_000_000),
  syncRuns: number("BENCH_SYNC_RUNS", 100_000),
  /** The list is asked for as long as the sync reads runs, and no longer than this. */
  syncSeconds: number("BENCH_SYNC_SECONDS", 300),
  /** Lighthouse runs of each page and form factor, and loads of each page until its content is there. */
  lighthouseRounds: number("BENCH_LIGHTHOUSE_ROUNDS", 3),
  contentRounds: number("BENCH_CONTENT_ROUNDS", 9),
  /** Another checkout, measured beside this one where pages are loaded in a browser. */
  beside: process.env.TERRAPIN_BENCH_BESIDE,
  /** A PostgreSQL of one's own to measure on, instead of embedded ones in temporary folders. */
  databaseUrl: process.env.BENCH_DATABASE_URL,
} as const;
