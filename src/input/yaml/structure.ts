import { type Document, isAlias, isMap, isPair, isScalar, isSeq, type Node, type Pair, Scalar, visit } from 'yaml';
import type { Path } from '../finding.ts';
import { type Environment, interpolate } from './interpolate.ts';
import { emptyBlock, scalarTrap } from './syntax.ts';

/** Nested deeper than any configuration. */
const DEEPEST = 40;

/** Something wrong at a node of a document. */
export interface NodeFault {
  readonly node: Node;
  readonly path: Path;
  readonly what: string;
  readonly next?: string;
}

type Ancestors = readonly (Document | Node | Pair)[];

/**
 * What YAML allows and a configuration must not have: tags, duplicate or merge keys, keys that are no text, cycles,
 * deep nesting, blocks of text without a line.
 */
export function structureFaults(document: Document.Parsed, text: string): NodeFault[] {
  const faults: NodeFault[] = [];
  visit(document, {
    Node(_, node, ancestors) {
      if (ancestors.length > DEEPEST) {
        faults.push({ node, path: pathOf(ancestors, node), what: 'nested too deeply' });
        return visit.BREAK;
      }
      const found = nodeFaults(node, ancestors, document, text);
      const keys = isMap(node) ? keyFaults(node.items as readonly Pair<Node | null>[], node) : [];
      // A path costs as much as its lists are long: only what is wrong needs one.
      if (found.length + keys.length > 0) {
        const path = pathOf(ancestors, node);
        faults.push(...found.map((fault) => ({ node, path, ...fault })));
        faults.push(...keys.map(({ name, ...fault }) => ({ ...fault, path: name === null ? path : [...path, name] })));
      }
      return undefined;
    },
  });
  return faults;
}

type Fault = Pick<NodeFault, 'what' | 'next'>;

function nodeFaults(node: Node, ancestors: Ancestors, document: Document.Parsed, text: string): Fault[] {
  const faults: Fault[] = [];
  if (node.tag !== undefined) faults.push({ what: `tags are not read: ${node.tag}`, next: 'leave the tag out' });
  if (isAlias(node)) {
    const anchored = node.resolve(document);
    if (!anchored)
      faults.push({
        what: `*${node.source} names nothing`,
        next: `a text that begins with * needs quotes: "*${node.source}"; an alias needs &${node.source} before it`,
      });
    else if (ancestors.includes(anchored)) faults.push({ what: `*${node.source} contains itself` });
  }
  return [...faults, emptyBlock(node, text), scalarTrap(node, text)].filter((fault) => fault !== undefined);
}

/** A fault at a key; `name` ends its path, null where it is the map's own. */
type KeyFault = Omit<NodeFault, 'path'> & { readonly name: string | null };

function keyFaults(pairs: readonly Pair<Node | null>[], map: Node): KeyFault[] {
  const seen = new Set<string>();
  return pairs.flatMap(({ key }): KeyFault[] => {
    if (!isScalar(key)) return [{ node: key ?? map, name: null, what: 'a key must be plain text' }];
    const name = String(key.value);
    const twice = seen.has(name);
    seen.add(name);
    const at = { node: key as Node, name };
    if (twice) return [{ ...at, what: `the key ${JSON.stringify(name)} stands here twice`, next: 'keep one of them' }];
    if (name === '<<') return [{ ...at, what: 'merge keys (<<) are not read', next: 'write the fields out' }];
    return name === '__proto__' ? [{ ...at, what: 'no field can be called __proto__' }] : [];
  });
}

/** A variable that was filled in. */
export interface Used {
  readonly name: string;
  readonly value: string;
}

/**
 * Fills variables into the document's texts (never its keys). An unquoted text becomes what it would be, had its value
 * been written there: `rate: ${RATE}` is a number.
 */
export function fillIn(document: Document.Parsed, environment: Environment): { used: Used[]; faults: NodeFault[] } {
  const used: Used[] = [];
  const faults: NodeFault[] = [];
  visit(document, {
    Scalar(key, node, ancestors) {
      if (key === 'key' || typeof node.value !== 'string' || !node.value.includes('${')) return;
      const filled = interpolate(node.value, environment);
      used.push(...filled.used);
      for (const { what, next } of filled.faults) faults.push({ node, path: pathOf(ancestors, node), what, next });
      node.value = node.type === Scalar.PLAIN ? plainValue(filled.text) : filled.text;
    },
  });
  return { used, faults };
}

function plainValue(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text) ? Number(text) : text;
}

function pathOf(ancestors: Ancestors, node: Node): Path {
  const chain = [...ancestors, node];
  return chain.flatMap((item, index): (string | number)[] => {
    if (isPair(item)) return isScalar(item.key) ? [String(item.key.value)] : [];
    const position = isSeq(item) ? item.items.indexOf(chain[index + 1]) : -1;
    return position < 0 ? [] : [position];
  });
}
