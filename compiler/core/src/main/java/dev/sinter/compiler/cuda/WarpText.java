package dev.sinter.compiler.cuda;

import dev.sinter.ir.kernel.Fold;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.ir.kernel.Read;
import dev.sinter.ir.kernel.Strict;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A warp per element of the output, for folds along memory: the lanes of the warp are the interleaved partial results of
 * {@link Strict}, and its tree is that of the shuffles.
 */
final class WarpText extends KernelText {
    private static final int WARPS = THREADS / Strict.LANES;
    private static final String ALL = "0xffffffffu";

    private final Fold fold;
    private final DType dtype;
    private final String type;
    private final Dim count;

    WarpText(Kernel kernel, Fold fold) {
        super(kernel);
        this.fold = fold;
        this.dtype = kernel.body().type();
        this.type = Words.value(dtype);
        this.count = count(folded());
    }

    /** Whether it suits: at least a warp's worth of points, side by side in some operand. */
    static boolean suits(Kernel kernel) {
        if (kernel.fold() == null || kernel.fold() == Fold.CONTRACT || kernel.write().isUpdate()
                || kernel.foldedExtents().isEmpty()) {
            return false;
        }
        Dim count = IndexText.product(kernel.foldedExtents());
        String last = "#" + (kernel.extents().size() - 1);
        return !(count.isConstant() && count.constant() < Strict.LANES)
                && kernel.reads().stream().anyMatch(read -> isSideBySide(kernel, read, last));
    }

    private static boolean isSideBySide(Kernel kernel, Read read, String coordinate) {
        @Nullable Dim factor = kernel.offset(read).coefficient(coordinate);
        return factor != null && factor.is(1);
    }

    @Override
    String form() {
        return "a warp per element";
    }

    @Override
    Dim blocks() {
        return count(free()).plus(WARPS - 1).floorDiv(WARPS);
    }

    @Override
    void body() {
        lines.add("const int lane = threadIdx.x % {};", Strict.LANES);
        lines.add("const {} points = {}, n = {};", integer, index.of(count(free())), index.of(count));
        lines.add("for ({} i = ({}) blockIdx.x * {} + threadIdx.x / {}; i < points; i += ({}) gridDim.x * {}) {",
                integer, integer, WARPS, Strict.LANES,
                integer, WARPS);
        coordinates("i", free(), Dependence.ofAll(kernel));
        switch (fold) {
            case SUM, PROD -> reduction();
            case MAX, MIN -> extreme();
            case ARGMAX, ARGMIN -> position();
            case CONTRACT, RUNNING, ORDER, DESCENDING_ORDER -> throw new IllegalArgumentException(
                    fold + " has no partial results");
        }
        lines.add("if (lane == 0) {");
        ScalarText place = scalars("fold");
        place.write();
        close(place);
        lines.add("}");
        lines.add("}");
    }

    private String identity() {
        return Words.literal(dtype, fold.identity(dtype));
    }

    private String combined(String a, String b) {
        return scalars("").operation(fold.combine(), dtype, List.of(a, b));
    }

    private boolean mayExceed(long points) {
        return !count.isConstant() || count.constant() > points;
    }

    private void reduction() {
        if (!mayExceed(Strict.CHUNK)) {
            lanes("p0", "0", "n");
            tree("p0");
            lines.add("const {} fold = p0;", type);
            return;
        }
        boolean third = mayExceed((long) Strict.CHUNK * Strict.CHUNK);
        lines.add("{} fold = {}, p1 = {}{};", type, identity(), identity(), third ? ", p2 = " + identity() : "");
        lines.add("{} chunks = 0;", integer);
        lines.add("for ({} start = 0; start < n; start += {}) {", integer, Strict.CHUNK);
        if (third) {
            lines.add("if (chunks > 0 && chunks % {} == 0) {", Strict.CHUNK);
            tree("p1");
            take("p2", "(chunks / " + Strict.CHUNK + " - 1)", "p1");
            lines.add("p1 = {};", identity());
            lines.add("}");
        }
        lanes("p0", "start", "(n - start < " + Strict.CHUNK + " ? n : start + " + Strict.CHUNK + ")");
        tree("p0");
        lines.add("fold = p0;");
        take("p1", "chunks", "p0");
        lines.add("chunks++;");
        lines.add("}");
        lines.add("if (n > {}) {", Strict.CHUNK);
        tree("p1");
        lines.add("fold = p1;");
        if (third) {
            lines.add("if (chunks > {}) {", Strict.CHUNK);
            take("p2", "((chunks - 1) / " + Strict.CHUNK + ")", "p1");
            tree("p2");
            lines.add("fold = p2;");
            lines.add("}");
        }
        lines.add("}");
    }

    /** Each lane folds every 32nd point from {@code first} to before {@code end}. */
    private void lanes(String partial, String first, String end) {
        lines.add("{} {} = {};", type, partial, identity());
        ScalarText place = overLanes(first, end);
        lines.add("{} = {};", partial, combined(partial, place.value(kernel.body())));
        close(place);
        lines.add("}");
    }

    private ScalarText overLanes(String first, String end) {
        String start = first.equals("0") ? "lane" : first + " + lane";
        lines.add("for ({} t = {}; t < {}; t += {}) {", integer, start, end, Strict.LANES);
        coordinates("t", folded(), Dependence.of(kernel, kernel.body()));
        return scalars("");
    }

    /** Lane {@code j} takes in lane {@code j + h}; what lanes beyond h hold is of no use to anyone. In the end all have the result. */
    private void tree(String partial) {
        lines.add("for (int h = {}; h >= 1; h /= 2) {", Strict.LANES / 2);
        lines.add("const {} other = __shfl_down_sync({}, {}, h);", type, ALL, partial);
        lines.add("{} = {};", partial, combined(partial, "other"));
        lines.add("}");
        lines.add("{} = __shfl_sync({}, {}, 0);", partial, ALL, partial);
    }

    /** The lane whose turn it is takes in a value that all have. */
    private void take(String partial, String number, String value) {
        lines.add("if (lane == {} % {}) {} = {};", number, Strict.LANES, partial, combined(partial, value));
    }

    private void extreme() {
        lanes("p0", "0", "n");
        tree("p0");
        lines.add("const {} fold = p0;", type);
    }

    private void position() {
        lines.add("{} best = {};", type, Words.literal(dtype, 0));
        lines.add("{} at = -1;", integer);
        ScalarText place = overLanes("0", "n");
        String value = place.value(kernel.body());
        lines.add("if (at < 0 || {}) {", SerialFold.better(fold, dtype, value, "best"));
        lines.add("best = {};", value);
        lines.add("at = t;");
        lines.add("}");
        close(place);
        lines.add("}");
        lines.add("for (int h = {}; h >= 1; h /= 2) {", Strict.LANES / 2);
        lines.add("const {} other = __shfl_down_sync({}, best, h);", type, ALL);
        lines.add("const {} there = __shfl_down_sync({}, at, h);", integer, ALL);
        lines.add("const bool worse = {}, same = !worse && !({});", SerialFold.better(fold, dtype, "other", "best"),
                SerialFold.better(fold, dtype, "best", "other"));
        lines.add("if (there >= 0 && (at < 0 || worse || (same && there < at))) {");
        lines.add("best = other;");
        lines.add("at = there;");
        lines.add("}");
        lines.add("}");
        lines.add("const long long fold = at < 0 ? 0 : at;");
    }
}
