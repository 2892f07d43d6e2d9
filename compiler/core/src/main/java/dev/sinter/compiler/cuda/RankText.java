package dev.sinter.compiler.cuda;

import dev.sinter.ir.kernel.Fold;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.ir.scalar.Expr;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import java.util.ArrayList;
import java.util.List;

/** The order of rows: one thread per element counts the elements of its row that go before it, so a row of n takes n * n comparisons. */
final class RankText extends KernelText {
    private final boolean descending;

    RankText(Kernel kernel, Fold fold) {
        super(kernel);
        this.descending = fold == Fold.DESCENDING_ORDER;
    }

    @Override
    String form() {
        return "a thread per element, counting those before it";
    }

    @Override
    Dim blocks() {
        return count(all()).plus(THREADS - 1).floorDiv(THREADS);
    }

    private List<Integer> all() {
        List<Integer> all = new ArrayList<>(free());
        all.addAll(folded());
        return all;
    }

    @Override
    void body() {
        DType dtype = kernel.body().type().computed();
        int along = folded().get(0);
        overGrid("i", count(all()));
        coordinates("i", all(), Dependence.ofAll(kernel));
        lines.add("const long long own = c{};", along);
        String mine = element(dtype, "mine");
        lines.add("{} rank = 0;", integer);
        lines.add("for ({} c{} = 0; c{} < {}; c{}++) {", integer, along, along,
                index.factor(kernel.extents().get(along)), along);
        String other = element(dtype, "other");
        String before = descending ? above(dtype, other, mine) : above(dtype, mine, other);
        String after = descending ? above(dtype, mine, other) : above(dtype, other, mine);
        lines.add("if ({} || !({}) && c{} < own) rank++;", before, after, along);
        lines.add("}");
        lines.add("{");
        lines.add("const {} c{} = rank;", integer, along);
        ScalarText place = scalars("own");
        place.write();
        close(place);
        lines.add("}");
        lines.add("}");
    }

    /** Declares a variable with the element at the coordinates, in a block of its own. */
    private String element(DType dtype, String name) {
        lines.add("{} {};", Words.value(dtype), name);
        lines.add("{");
        ScalarText place = scalars("");
        lines.add("{} = {};", name, place.value(Expr.cast(dtype, kernel.body())));
        close(place);
        lines.add("}");
        return name;
    }

    /** The condition that {@code a} is above {@code b} by its value alone; NaN is above all numbers. */
    private static String above(DType dtype, String a, String b) {
        String greater = a + " > " + b;
        return dtype.isFloating()
                ? "(" + greater + " || " + a + " != " + a + " && " + b + " == " + b + ")"
                : "(" + greater + ")";
    }
}
