// Loaded into Azurite where a test measures. Azurite has an index of its blobs' names, and does not use it: its document store takes the
// index of a query's first property, which is the account, and then looks through all that the account has. Here the name comes first,
// and a prefix is a range of names. The answers are the same; what they cost does not grow with what is stored, as in Azure Storage.
'use strict';

const Module = require('module');
const load = Module._load;
let isDone = false;

Module._load = function (request, ...rest) {
  const loaded = load.call(this, request, ...rest);
  if (request === 'lokijs' && !isDone) {
    isDone = true;
    const chain = loaded.Collection.prototype.chain;
    loaded.Collection.prototype.chain = function (...stages) {
      const results = chain.apply(this, stages);
      const find = results.find;
      results.find = (query, isFirstOnly) => find.call(results, byName(query), isFirstOnly);
      return results;
    };
  }

  return loaded;
};

function byName(query) {
  if (query?.name === undefined) {
    return query;
  }

  const { name, ...others } = query;
  const prefix = /^\^((?:\\.|[^\\^$*+?.()|[\]{}])+)$/.exec(name?.$regex)?.[1].replace(/\\(.)/g, '$1');
  return { name: prefix === undefined ? name : { $between: [prefix, prefix + '\uffff'] }, ...others };
}
