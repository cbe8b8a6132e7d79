export type Better = "higher" | "lower";

/** Endings of a name's words that say in which direction a measure improves; the more telling list comes first. */
const lower =
  /^(log_?loss|.*loss|.*err(or)?s?|.*error_?rate|rmsl?e?|mse|mae|mape|smape|medae|wer|cer|perplexity|ppl|nll|ece|brier.*|.*divergence|fid|fpr|fnr|fdr|latency.*|.*latency|duration.*|.*duration|.*_time|.*_seconds|.*_ms|size|.*_size|.*_bytes|memory.*|cost|.*_cost|.*drift|psi|.*_psi|misses|timeouts?|failures?)$/;
const higher =
  /^(.*auc|.*auroc|.*auprc|.*roc|.*accuracy|acc|top_?\d+(_acc)?|.*recall(_(at_)?\d+)?|.*precision(_(at_)?\d+)?|ppv|npv|tpr|tnr|sensitivity|specificity|f\d*|f_?beta|.*f1(_(macro|micro|weighted|score))?|r2|r_?squared|.*r2_score|score|.*_score|mcc|kappa|.*iou|dice|m_?ap|m?ap(_?\d+)?|ndcg(_(at_)?\d+)?|mrr|bleu\d?|rouge.*|meteor|psnr|ssim|throughput|.*per_second|hit_?rate|lift|gini|ks|coverage|likelihood|log_likelihood|elbo|reward|.*return|win_rate|uptime|availability)$/;

/**
 * In which direction a metric improves, guessed from its name; null where the name does not say.
 * Words before the measure (`val_`, `test/`, `train.`) do not count, and a `neg_` turns the answer round.
 */
export function betterOf(name: string): Better | null {
  const whole = name
    .trim()
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[\s\-@:]+/g, "_");
  const last = whole.split(/[/.]/).filter(Boolean).at(-1) ?? "";
  const negated = /(^|_)(neg|negative|minus)_/.test(last);
  const bare = last
    .replace(/(^|_)(neg|negative|minus)_/, "$1")
    .replace(
      /^((best|final|last|mean|avg|average|median|min|max|val|valid|validation|test|eval|train|training|holdout|dev|cv|oof|live|prod|macro|micro|weighted)_)+/,
      "",
    )
    .replace(/(_(mean|avg|median|macro|micro|weighted|p\d+|val|test|train|cv))+$/, "");
  const found: Better | null = lower.test(bare) ? "lower" : higher.test(bare) ? "higher" : null;
  if (!found || !negated) return found;
  return found === "lower" ? "higher" : "lower";
}

/** A direction of improvement in words. */
export const directionWords = (better: Better | null): string =>
  better === null ? "which way is better is not known" : `${better} is better`;

/** The same where there is little room: "↓ better". Undefined where the direction is not known. */
export const directionMark = (better: Better | null): string | undefined =>
  better === null ? undefined : `${better === "higher" ? "↑" : "↓"} better`;
