/** Mocha's own "spec" reporter, closed by the line of totals that the continuous integration adds up. */

const Mocha = require('mocha');

module.exports = class TotalsReporter extends Mocha.reporters.Spec {
  epilogue() {
    super.epilogue();
    const { passes, failures, pending } = this.stats;
    console.log(`${passes} passed, ${failures} failed${pending > 0 ? `, ${pending} skipped` : ''}`);
  }
};
