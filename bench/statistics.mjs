export const median = (values) => quantile(values, 0.5);

export const quantile = (values, q) => values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * q)];
