/** Preloaded into an operator: each SIGUSR2 puts its wall clock forward by eleven minutes, for what no test can wait for. */
function install(): void {
  const { now } = Date;
  let ahead = 0;
  process.on("SIGUSR2", () => {
    ahead += 660_000;
  });
  Date.now = () => now() + ahead;
}

install();
