/** Rule of the linter: a handler that `then` or `finally` runs throws into nothing if its promise is a statement. */
const handlersHaveOwners = {
  create: (context) => ({
    ExpressionStatement({ expression }) {
      if (expression.type !== "CallExpression" || expression.callee.type !== "MemberExpression") return;
      const { property, computed } = expression.callee;
      if (computed || (property.name !== "then" && property.name !== "finally")) return;
      context.report({
        node: expression,
        message: "What a handler throws has no owner here: use inBackground, or await.",
      });
    },
  }),
};

export default { meta: { name: "nanotype" }, rules: { "handlers-have-owners": handlersHaveOwners } };
