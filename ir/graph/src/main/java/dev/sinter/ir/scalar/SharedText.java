package dev.sinter.ir.scalar;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The text of an expression in which each shared subtree is defined once, {@code t0 = exp($0)}, and named from there on. */
public final class SharedText {
    private final IdentityHashMap<Expr.Apply, Integer> uses = new IdentityHashMap<>();
    private final IdentityHashMap<Expr.Apply, String> names = new IdentityHashMap<>();
    private final List<String> definitions = new ArrayList<>();
    private final String text;

    public SharedText(Expr expr) {
        count(expr);
        text = text(expr);
    }

    /** The shared subtrees, each after those that it mentions. */
    public List<String> definitions() {
        return Collections.unmodifiableList(definitions);
    }

    /** The expression itself. */
    @Override
    public String toString() {
        return text;
    }

    private void count(Expr expr) {
        if (expr instanceof Expr.Apply apply && uses.merge(apply, 1, Integer::sum) == 1) {
            apply.args().forEach(this::count);
        }
    }

    private String text(Expr expr) {
        if (!(expr instanceof Expr.Apply apply)) {
            return expr.toString();
        }
        String known = names.get(apply);
        if (known != null) {
            return known;
        }
        String tree = word(apply) + apply.args().stream().map(this::text).collect(Collectors.joining(", ", "(", ")"));
        if (uses.getOrDefault(apply, 0) < 2) {
            return tree;
        }
        String name = "t" + names.size();
        names.put(apply, name);
        definitions.add(name + " = " + tree);
        return name;
    }

    static String word(Expr.Apply apply) {
        String op = apply.op().name().toLowerCase(Locale.ROOT);
        return apply.op() == ScalarOp.CAST || apply.op() == ScalarOp.BITCAST ? op + "." + apply.type() : op;
    }
}
