// usage: node conformance-report.mjs FOLDER
// Reads what the conformance suite left in FOLDER: RUN.names with a scenario a line, RUN/<scenario>-<time>/checks.json, and
// RUN.ended with the scenarios whose run ended badly. Prints one line of counts for each run, and every check that
// fails, warns or was skipped. Ends with 1 if one fails or warns, or if a scenario left nothing.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const PROBLEMS = ['FAILURE', 'WARNING'];

const lines = (file) => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []);

/** The newest checks of a scenario; undefined if there are none. */
function checksOf(run, scenario) {
  const left = existsSync(join(folder, run)) ? results(join(folder, run)) : [];
  const mine = left.filter((path) => path.replace(/^server-/, '').replace(/-\d{4}-\d\d-\d\dT.*$/, '') === scenario);
  return mine.length === 0 ? undefined : JSON.parse(readFileSync(join(folder, run, mine.sort().at(-1), 'checks.json')));
}

/** Folders that hold a checks.json; names of scenarios may contain a slash. */
function results(parent) {
  return readdirSync(parent, { recursive: true })
    .filter((path) => path.endsWith('checks.json'))
    .map((path) => path.slice(0, -'/checks.json'.length));
}

function report(run) {
  const scenarios = lines(join(folder, `${run}.names`));
  const counts = { SUCCESS: 0, FAILURE: 0, WARNING: 0, SKIPPED: 0, INFO: 0 };
  const notes = lines(join(folder, `${run}.ended`)).map((scenario) => `ENDED BADLY ${scenario}: see ${run}.log`);
  for (const scenario of scenarios) {
    const checks = checksOf(run, scenario);
    if (checks === undefined) {
      counts.FAILURE++;
      notes.push(`NOTHING LEFT ${scenario}: see ${run}.log`);
    }
    for (const check of checks ?? []) {
      counts[check.status]++;
      if (PROBLEMS.includes(check.status) || check.status === 'SKIPPED') notes.push(note(scenario, check));
    }
  }
  console.log(
    `${run}: ${scenarios.length} scenarios, ${counts.SUCCESS} checks passed, ${counts.FAILURE} failed, ` +
      `${counts.WARNING} warnings, ${counts.SKIPPED} skipped`,
  );
  notes.forEach((line) => console.log(`  ${line}`));
  return scenarios.length > 0 && !notes.some((line) => !line.startsWith('SKIPPED'));
}

function note(scenario, check) {
  return `${check.status} ${scenario} ${check.id}: ${check.errorMessage ?? check.description}`;
}

const runs = readdirSync(folder)
  .filter((file) => file.endsWith('.names') && file !== 'all.names')
  .map((file) => file.slice(0, -'.names'.length))
  .sort();
const passed = runs.map(report);
const good = passed.length > 0 && passed.every(Boolean);
console.log(good ? 'conformance: every check passed' : 'conformance: FAILED');
process.exit(good ? 0 : 1);
