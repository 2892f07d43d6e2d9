package dev.sinter.compiler.cuda;

import dev.sinter.ir.kernel.Fold;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.ir.kernel.Strict;
import dev.sinter.ir.scalar.Expr;
import dev.sinter.ir.scalar.ScalarOp;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Contractions in tiles: matmul, convolution and their fusions, exact.
 *
 * <p>The free axes that only the left factor depends on are the rows M, those of only the right one the columns N, the others
 * count matrices. A block computes a tile of M by N; it brings both factors through shared memory, DEPTH points of the folded axes at a
 * time, and each thread keeps its sums in registers. The order of a sum is that of {@link Strict}, because DEPTH divides the
 * length of a block of the contraction.
 */
final class TileText extends KernelText {
    private static final int DEPTH = 16;

    private final Expr left;
    private final Expr right;
    private final DType dtype;
    private final String type;
    private final List<Integer> rows = new ArrayList<>();
    private final List<Integer> columns = new ArrayList<>();
    private final List<Integer> matrices = new ArrayList<>();

    /** The tile's rows and columns, and how many rows and columns of them each thread computes. */
    private final int tile;

    private final int each;

    TileText(Kernel kernel) {
        super(kernel);
        Expr.Apply product = SerialFold.product(kernel);
        left = product.arg(0);
        right = product.arg(1);
        dtype = product.type();
        type = Words.value(dtype);
        Set<Integer> ofLeft = Dependence.of(kernel, left);
        Set<Integer> ofRight = Dependence.of(kernel, right);
        for (int axis : free()) {
            boolean row = ofLeft.contains(axis) && !ofRight.contains(axis);
            boolean column = ofRight.contains(axis) && !ofLeft.contains(axis);
            (row ? rows : column ? columns : matrices).add(axis);
        }
        // Small products would leave most of a large tile idle; 64 bits would fill shared memory.
        boolean large = isLarge(count(rows)) && isLarge(count(columns)) && dtype.bytes() == 4;
        tile = large ? 64 : 16;
        each = large ? 4 : 1;
    }

    private static boolean isLarge(Dim extent) {
        return !extent.isConstant() || extent.constant() > 32;
    }

    /** Whether it suits: a contraction of which each factor has free axes of its own. */
    static boolean suits(Kernel kernel) {
        if (kernel.fold() != Fold.CONTRACT || kernel.write().isUpdate() || kernel.foldedExtents().isEmpty()) {
            return false;
        }
        Expr.Apply product = SerialFold.product(kernel);
        Set<Integer> ofLeft = Dependence.of(kernel, product.arg(0));
        Set<Integer> ofRight = Dependence.of(kernel, product.arg(1));
        List<Integer> free = axes(0, kernel.free());
        return free.stream().anyMatch(axis -> ofLeft.contains(axis) && !ofRight.contains(axis))
                && free.stream().anyMatch(axis -> ofRight.contains(axis) && !ofLeft.contains(axis));
    }

    @Override
    String form() {
        return "tiles of " + tile + " by " + tile;
    }

    @Override
    Dim blocks() {
        return count(matrices).times(tiles(rows)).times(tiles(columns));
    }

    private Dim tiles(List<Integer> axes) {
        return count(axes).plus(tile - 1).floorDiv(tile);
    }

    @Override
    void body() {
        String zero = Words.literal(dtype, 0);
        lines.add("__shared__ {} left[{}][{}], right[{}][{}];", type, DEPTH, tile + 1, DEPTH, tile + 1);
        lines.add("const {} M = {}, N = {}, K = {};", integer, index.of(count(rows)), index.of(count(columns)),
                index.of(count(folded())));
        lines.add("const {} tilesM = (M + {}) / {}, tilesN = (N + {}) / {}, tiles = {}tilesM * tilesN;", integer,
                tile - 1, tile, tile - 1, tile,
                count(matrices).is(1) ? "" : index.factor(count(matrices)) + " * ");
        String times = each == 1 ? "" : " * " + each;
        lines.add("const int row = threadIdx.x / {}{}, column = threadIdx.x % {}{};", tile / each, times, tile / each,
                times);
        lines.add("for ({} block = blockIdx.x; block < tiles; block += gridDim.x) {", integer);
        lines.add("const {} m0 = block / tilesN % tilesM * {}, n0 = block % tilesN * {};", integer, tile, tile);
        if (!matrices.isEmpty()) {
            Set<Integer> used = Dependence.of(kernel, left);
            used.addAll(Dependence.of(kernel, right));
            used.addAll(Dependence.ofWrite(kernel));
            coordinates("(block / tilesN / tilesM)", matrices, used);
        }
        lines.add("{} sum[{}][{}], total[{}][{}];", type, each, each, each, each);
        overSums("sum[i][j] = " + zero + "; total[i][j] = " + zero + ";");
        lines.add("for ({} k0 = 0; k0 < K; k0 += {}) {", integer, DEPTH);
        bring("left", left, "m", "M", rows);
        bring("right", right, "n", "N", columns);
        lines.add("__syncthreads();");
        lines.add("const int depth = K - k0 < {} ? (int) (K - k0) : {};", DEPTH, DEPTH);
        lines.add("for (int k = 0; k < depth; k++) {");
        overSums("sum[i][j] = "
                + SerialFold.chain(scalars(""), dtype, "left[k][row + i]", "right[k][column + j]", "sum[i][j]") + ";");
        lines.add("}");
        lines.add("__syncthreads();");
        // The first block's sum is not added to anything: +0 + -0 would be +0.
        lines.add("if ((k0 + {}) % {} == 0 || k0 + {} >= K) {", DEPTH, Strict.CONTRACTION_BLOCK, DEPTH);
        String added = scalars("").operation(ScalarOp.ADD, dtype, List.of("total[i][j]", "sum[i][j]"));
        overSums("total[i][j] = k0 < " + Strict.CONTRACTION_BLOCK + " ? sum[i][j] : " + added + "; sum[i][j] = " + zero
                + ";");
        lines.add("}");
        lines.add("}");
        store();
        lines.add("}");
    }

    private void overSums(String statement) {
        lines.add("#pragma unroll");
        lines.add("for (int i = 0; i < {}; i++)", each);
        lines.add("#pragma unroll");
        lines.add("for (int j = 0; j < {}; j++) { {} }", each, statement);
    }

    /** All threads compute the elements of one factor; those outside are 0 and no sum takes them in. */
    private void bring(String array, Expr factor, String m, String size, List<Integer> axes) {
        boolean alongK = isAlongFolded(factor);
        lines.add("for (int e = threadIdx.x; e < {}; e += {}) {", DEPTH * tile, THREADS);
        lines.add("const int k = e {}, {} = e {};", alongK ? "% " + DEPTH : "/ " + tile, m,
                alongK ? "/ " + DEPTH : "% " + tile);
        lines.add("{} value = {};", type, Words.literal(dtype, 0));
        lines.add("if ({}0 + {} < {} && k0 + k < K) {", m, m, size);
        Set<Integer> used = Dependence.of(kernel, factor);
        coordinates("(" + m + "0 + " + m + ")", axes, used);
        coordinates("(k0 + k)", folded(), used);
        ScalarText place = scalars("");
        lines.add("value = {};", place.value(factor));
        close(place);
        lines.add("}");
        lines.add("{}[k][{}] = value;", array, m);
        lines.add("}");
    }

    /** Whether neighbours along the last folded axis are neighbours in memory: then neighbouring threads take those. */
    private boolean isAlongFolded(Expr factor) {
        boolean[] along = {false};
        String last = "#" + (kernel.extents().size() - 1);
        factor.replace(leaf -> {
            if (leaf instanceof Expr.Arg arg) {
                Dim coefficient = kernel.offset(kernel.reads().get(arg.index())).coefficient(last);
                along[0] |= coefficient != null && coefficient.is(1);
            }
            return leaf;
        });
        return along[0];
    }

    private void store() {
        lines.add("for (int i = 0; i < {}; i++) {", each);
        lines.add("for (int j = 0; j < {}; j++) {", each);
        lines.add("const {} m = m0 + row + i, n = n0 + column + j;", integer);
        lines.add("if (m < M && n < N) {");
        lines.add("const {} fold = total[i][j];", type);
        coordinates("m", rows, Dependence.ofWrite(kernel));
        coordinates("n", columns, Dependence.ofWrite(kernel));
        ScalarText place = scalars("fold");
        place.write();
        close(place);
        lines.add("}");
        lines.add("}");
        lines.add("}");
    }
}
