/** Sums of this process's life that other parts count: tokens of the models on this machine, and processor time in ms. */
export interface Spent {
  readonly promptTokenCount: number;
  readonly reusedTokenCount: number;
  readonly generatedTokenCount: number;
  readonly serverCpuMs: number;
  readonly modelCpuMs: number;
}

export const nothingSpent: Spent = {
  promptTokenCount: 0,
  reusedTokenCount: 0,
  generatedTokenCount: 0,
  serverCpuMs: 0,
  modelCpuMs: 0,
};

/** Returns the sums of now; `model` is what the models on this machine have used. */
export function spentBy(model: Omit<Spent, "serverCpuMs" | "modelCpuMs"> & { readonly cpuMs?: number }): Spent {
  const { promptTokenCount, reusedTokenCount, generatedTokenCount, cpuMs: modelCpuMs = 0 } = model;
  const { user, system } = process.cpuUsage();
  const serverCpuMs = (user + system) / 1000;
  return { promptTokenCount, reusedTokenCount, generatedTokenCount, serverCpuMs, modelCpuMs };
}
