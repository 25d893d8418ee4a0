/** Flags and variables, the profiles, and the machine of a case, as an operator would tell them. */
export function inWords({ flag, env = {}, keys, noDefault, defaultIs, container, instance }) {
  const hidden = keys ? Object.keys(env).filter((name) => env[name] === '') : [];
  const set = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  return [
    ...(flag === undefined ? [] : [`--profile ${flag}`]),
    ...set,
    ...(keys ? [hidden.length > 0 ? 'the other key in the environment' : 'keys in the environment'] : []),
    ...(defaultIs ? [`a profile default like ${defaultIs}`] : []),
    ...(noDefault ? ['no profile default'] : []),
    ...(container
      ? [container === 'refuses' ? 'a container whose role is refused' : 'in a container with a role']
      : []),
    ...(instance ? ['on an instance with a role'] : []),
  ].concat(
    flag === undefined && set.length === 0 && !keys && !noDefault && !defaultIs && !container && !instance
      ? ['nothing is set']
      : [],
  );
}
