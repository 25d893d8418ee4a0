/**
 * The member names of a JSON object as written, repetitions included: JSON.parse keeps the last of two and says
 * nothing, and another parser may keep the first. The text must be valid JSON.
 */
export function topLevelNames(json: string): readonly string[] {
  const names: string[] = [];
  let depth = 0;
  let text: string | undefined;
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:]/g)) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else if (token !== ':') text = token;
    else if (depth === 1 && text !== undefined) names.push(String(JSON.parse(text)));
  }
  return names;
}
