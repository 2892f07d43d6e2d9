package dev.sinter.ir.kernel;

/**
 * The constants of strict numerics: in which order sums are taken, whatever the machine.
 *
 * <p><b>Contraction</b> (matmul, convolution): the folded points in row-major order are cut into blocks of
 * {@link #CONTRACTION_BLOCK} (the last may be shorter). Within a block the sum is a chain {@code acc = fma(a, b, acc)} from +0. The
 * total is the first block's sum, to which the others are added in order; of no points it is +0.
 *
 * <p><b>Reduction</b> (sum, product): up to {@link #CHUNK} points in row-major order are dealt to {@link #LANES} partial results
 * in turn, each folding its points in order from the identity; then for {@code h} = LANES/2, LANES/4 ... 1 partial {@code j < h} takes
 * in partial {@code j + h}; partial 0 is the result. More points are cut into chunks of CHUNK (the last may be shorter), each
 * reduced so, and the list of their results is reduced by the same rule.
 *
 * <p><b>Running result</b> (cumulative sums and the like): strictly one element after the other along the axis, in one chain per row, which
 * threads never share. The op says in which dtype the chain runs; each result is that value rounded once.
 */
public final class Strict {
    /** Long enough that a register tile is stored rarely, short enough that the panels of a block stay in the first-level caches. */
    public static final int CONTRACTION_BLOCK = 512;

    /** Two 512-bit vectors of float32, or one CUDA warp. */
    public static final int LANES = 32;

    /** Points per independent piece of a long reduction: the unit in which threads share it. */
    public static final int CHUNK = 4096;

    private Strict() {}
}
