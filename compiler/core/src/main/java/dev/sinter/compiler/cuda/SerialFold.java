package dev.sinter.compiler.cuda;

import dev.sinter.ir.kernel.Fold;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.ir.kernel.Strict;
import dev.sinter.ir.scalar.Expr;
import dev.sinter.ir.scalar.ScalarOp;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import java.util.List;

/** Folds the points of one element in one thread, in the order that {@link Strict} gives: slow, and right for every kernel. */
final class SerialFold {
    private final KernelText kernel;
    private final Fold fold;
    private final DType dtype;
    private final String type;
    private final Dim count;
    private final Lines lines;

    SerialFold(KernelText text, Fold fold) {
        this.kernel = text;
        this.fold = fold;
        this.dtype = text.kernel.body().type();
        this.type = Words.value(dtype);
        this.count = text.count(text.folded());
        this.lines = text.lines;
    }

    /** Writes the loops and gives the variable of the result. */
    String write() {
        switch (fold) {
            case SUM, PROD -> reduction();
            case MAX, MIN -> extreme();
            case ARGMAX, ARGMIN -> position();
            case CONTRACT -> contraction();
            case RUNNING, ORDER, DESCENDING_ORDER -> throw new IllegalStateException(fold + " has no one value");
        }
        return "fold";
    }

    private ScalarText open() {
        for (int axis : kernel.folded()) {
            String extent = kernel.index.factor(kernel.kernel.extents().get(axis));
            lines.add("for ({} c{} = 0; c{} < {}; c{}++) {", kernel.integer, axis, axis, extent, axis);
        }
        return kernel.scalars("");
    }

    private void close(ScalarText place) {
        kernel.close(place);
        kernel.folded().forEach(axis -> lines.add("}"));
    }

    private String identity() {
        return Words.literal(dtype, fold.identity(dtype));
    }

    private boolean mayExceed(long points) {
        return !count.isConstant() || count.constant() > points;
    }

    private void reduction() {
        int levels = mayExceed((long) Strict.CHUNK * Strict.CHUNK) ? 3 : mayExceed(Strict.CHUNK) ? 2 : 1;
        for (int level = 0; level < levels; level++) {
            lines.add("{} p{}[{}];", type, level, Strict.LANES);
            lines.add("for (int j = 0; j < {}; j++) p{}[j] = {};", Strict.LANES, level, identity());
        }
        lines.add("{} t = 0{};", kernel.integer, levels > 1 ? ", chunks = 0" : "");
        ScalarText place = open();
        if (levels > 1) {
            // A full chunk is put away only when there is more to come: up to one chunk there is one level only.
            lines.add("if (t > 0 && t % {} == 0) {", Strict.CHUNK);
            tree(0);
            if (levels > 2) {
                lines.add("if (chunks > 0 && chunks % {} == 0) {", Strict.CHUNK);
                tree(1);
                take(2, "(chunks / " + Strict.CHUNK + " - 1)", "p1[0]");
                reset(1);
                lines.add("}");
            }
            take(1, "chunks", "p0[0]");
            reset(0);
            lines.add("chunks++;");
            lines.add("}");
        }
        String value = place.value(kernel.kernel.body());
        take(0, "t", value);
        lines.add("t++;");
        close(place);
        tree(0);
        if (levels > 1) {
            lines.add("{} fold = p0[0];", type);
            lines.add("if (t > {}) {", Strict.CHUNK);
            if (levels > 2) {
                lines.add("if (chunks > 0 && chunks % {} == 0) {", Strict.CHUNK);
                tree(1);
                take(2, "(chunks / " + Strict.CHUNK + " - 1)", "p1[0]");
                reset(1);
                lines.add("}");
            }
            take(1, "chunks", "fold");
            tree(1);
            lines.add("fold = p1[0];");
            if (levels > 2) {
                lines.add("if (chunks >= {}) {", Strict.CHUNK);
                take(2, "chunks / " + Strict.CHUNK, "fold");
                tree(2);
                lines.add("fold = p2[0];");
                lines.add("}");
            }
            lines.add("}");
        } else {
            lines.add("const {} fold = p0[0];", type);
        }
    }

    /** Partial {@code number} modulo the lanes takes in a value. */
    private void take(int level, String number, String value) {
        String to = "p" + level + "[" + number + " & " + (Strict.LANES - 1) + "]";
        lines.add("{} = {};", to, kernel.scalars("").operation(fold.combine(), dtype, List.of(to, value)));
    }

    private void reset(int level) {
        lines.add("for (int j = 0; j < {}; j++) p{}[j] = {};", Strict.LANES, level, identity());
    }

    private void tree(int level) {
        String p = "p" + level;
        String combined = kernel.scalars("").operation(fold.combine(), dtype, List.of(p + "[j]", p + "[j + h]"));
        lines.add("for (int h = {}; h >= 1; h /= 2) for (int j = 0; j < h; j++) {}[j] = {};", Strict.LANES / 2, p,
                combined);
    }

    private void extreme() {
        lines.add("{} fold = {};", type, identity());
        ScalarText place = open();
        lines.add("fold = {};",
                place.operation(fold.combine(), dtype, List.of("fold", place.value(kernel.kernel.body()))));
        close(place);
    }

    private void position() {
        lines.add("{} best = {};", type, Words.literal(dtype, 0));
        lines.add("{} t = 0;", kernel.integer);
        lines.add("long long fold = 0;");
        ScalarText place = open();
        String value = place.value(kernel.kernel.body());
        lines.add("if (t == 0 || {}) {", better(fold, dtype, value, "best"));
        lines.add("best = {};", value);
        lines.add("fold = t;");
        lines.add("}");
        lines.add("t++;");
        close(place);
    }

    /** The condition that {@code a} is more extreme than {@code b}; NaN is the most extreme. */
    static String better(Fold fold, DType dtype, String a, String b) {
        String compared = fold == Fold.ARGMAX ? a + " > " + b : a + " < " + b;
        return dtype.isFloating() ? b + " == " + b + " && (" + a + " != " + a + " || " + compared + ")" : compared;
    }

    private void contraction() {
        boolean blocks = mayExceed(Strict.CONTRACTION_BLOCK);
        lines.add("{} sum = {}{};", type, Words.literal(dtype, 0),
                blocks ? ", total = " + Words.literal(dtype, 0) : "");
        if (blocks) {
            lines.add("{} t = 0;", kernel.integer);
        }
        ScalarText place = open();
        if (blocks) {
            lines.add("if (t > 0 && t % {} == 0) {", Strict.CONTRACTION_BLOCK);
            lines.add("total = t == {} ? sum : {};", Strict.CONTRACTION_BLOCK,
                    place.operation(ScalarOp.ADD, dtype, List.of("total", "sum")));
            lines.add("sum = {};", Words.literal(dtype, 0));
            lines.add("}");
        }
        Expr.Apply product = product(kernel.kernel);
        String a = place.value(product.arg(0));
        String b = place.value(product.arg(1));
        lines.add("sum = {};", chain(place, dtype, a, b, "sum"));
        if (blocks) {
            lines.add("t++;");
        }
        close(place);
        lines.add("const {} fold = {};", type, blocks
                ? "t <= " + Strict.CONTRACTION_BLOCK + " ? sum : "
                        + kernel.scalars("").operation(ScalarOp.ADD, dtype, List.of("total", "sum"))
                : "sum");
    }

    /** The two factors of a contraction. */
    static Expr.Apply product(Kernel kernel) {
        if (kernel.body() instanceof Expr.Apply product && product.op() == ScalarOp.MUL) {
            return product;
        }
        throw new IllegalArgumentException("a contraction folds a product, not " + kernel.body());
    }

    /** {@code sum + a * b}, in one rounding. */
    static String chain(ScalarText place, DType dtype, String a, String b, String sum) {
        if (dtype.isFloating()) {
            return place.operation(ScalarOp.FMA, dtype, List.of(a, b, sum));
        }
        String product = "(" + place.operation(ScalarOp.MUL, dtype, List.of(a, b)) + ")";
        return place.operation(ScalarOp.ADD, dtype, List.of(sum, product));
    }
}
