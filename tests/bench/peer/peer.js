// Runs a form in ODK's own engine: reads one job a line, answers with times and every node's state.
// A job: {"xml": …, "ops": [["answer", path, value] | ["add", path] | ["remove", path] | ["state"]]}, and perhaps
// "now": the moment at which it all happens (milliseconds since 1970), "blank": files beside the form are blank.

import { createInterface } from 'node:readline';
import { JSDOM } from 'jsdom';

const page = new JSDOM('<!doctype html>');
for (const name of ['DOMParser', 'XMLSerializer', 'Node', 'Element', 'Document', 'Attr', 'Text', 'CDATASection',
  'Comment', 'ProcessingInstruction', 'XMLDocument', 'NodeFilter', 'XPathResult', 'document', 'HTMLElement']) {
  globalThis[name] ??= page.window[name];
}
globalThis.__dirname = import.meta.dirname; // its parser was packed for another kind of module
const { createInstance } = await import('@getodk/xforms-engine');

const NO_FILES = {
  form: { fetchFormAttachment: async () => new Response('', { status: 404 }), missingResourceBehavior: 'BLANK' },
};

function* below(node) {
  yield node;
  for (const child of node.currentState.children ?? []) yield* below(child);
}

function nodeAt(root, path) {
  const parts = path.split('/').slice(1);
  let node = root;
  let reference = `/${parts[0]}`;
  for (const part of parts.slice(1)) {
    const name = part.replace(/\[\d+\]$/, '');
    const row = /\[(\d+)\]$/.exec(part);
    node = node.currentState.children.find((child) => child.definition.nodeName === name
      || child.currentState.reference === `${reference}/${name}`);
    if (node && row && node.nodeType.startsWith('repeat-range')) node = node.currentState.children[row[1] - 1];
    if (!node) return null;
    reference += `/${part}`;
  }
  return node;
}

function put(node, value) {
  if (node.currentState.readonly) return; // what is only read out takes no answer
  const words = value === '' ? [] : value.split(' ');
  if (node.nodeType === 'select') {
    if (node.selectType === 'select') node.selectValues(words);
    else node.selectValue(value === '' ? null : value);
  } else if (node.nodeType === 'rank') node.setValues(words);
  else if (node.nodeType === 'trigger') node.setValue(value !== '');
  else node.setValue(value === '' && node.valueType !== 'string' ? null : value);
}

function state(root) {
  const found = [];
  for (const node of below(root)) {
    if (node.nodeType.startsWith('repeat-range')) continue;
    const { reference, relevant, children, instanceValue } = node.currentState;
    found.push([reference, relevant, children === null ? instanceValue ?? '' : null]);
  }
  return found;
}

function act(root, [what, path, value]) {
  if (what === 'answer') {
    const node = nodeAt(root, path);
    if (!node) throw new Error(`there is no ${path}`);
    put(node, value);
  } else if (what === 'add') {
    const range = nodeAt(root, path);
    range.addInstances(range.currentState.children.length - 1, 1);
  } else if (what === 'remove') {
    const row = /\[(\d+)\]$/.exec(path)[1] - 1;
    nodeAt(root, path.replace(/\[\d+\]$/, '')).removeInstances(row, 1);
  }
}

const Clock = Date;
class Stopped extends Clock {
  static moment = 0;

  constructor(...parts) {
    super(...(parts.length ? parts : [Stopped.moment]));
  }

  static now() {
    return Stopped.moment;
  }
}

async function run(job) {
  const began = performance.now();
  globalThis.Date = job.now ? Stopped : Clock;
  Stopped.moment = job.now ?? 0;
  const { root } = await createInstance(job.xml, job.blank ? NO_FILES : {});
  const loaded = performance.now() - began;
  const times = [];
  const states = [];
  for (const op of job.ops) {
    if (op[0] === 'state') {
      states.push(state(root));
      continue;
    }
    const start = performance.now();
    act(root, op);
    times.push(performance.now() - start);
  }
  return { loaded, times, states };
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = await run(JSON.parse(line));
  } catch (error) {
    answer = { error: String(error?.stack ?? error).slice(0, 600) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
