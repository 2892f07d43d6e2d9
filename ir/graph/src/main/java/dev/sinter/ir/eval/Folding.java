package dev.sinter.ir.eval;

import dev.sinter.ir.kernel.Fold;
import dev.sinter.ir.kernel.Strict;
import dev.sinter.ir.scalar.ScalarOp;
import dev.sinter.ir.scalar.ScalarOps;
import dev.sinter.types.DType;
import java.util.Arrays;

/** One fold in progress: takes the points in row-major order, by the rules of {@link Strict}. */
abstract sealed class Folding {
    final DType type;

    private Folding(DType type) {
        this.type = type;
    }

    /** A fold of nothing yet, over values of {@code type}. */
    static Folding of(Fold fold, DType type) {
        return switch (fold) {
            case CONTRACT -> new Contraction(type);
            case SUM, PROD -> new Reduction(fold, type);
            case MAX, MIN -> new Extreme(fold, type);
            case ARGMAX -> new Position(type, false);
            case ARGMIN -> new Position(type, true);
            case RUNNING, ORDER, DESCENDING_ORDER -> throw new IllegalStateException(fold + " has no one value");
        };
    }

    /** The next point's bits; of a contraction the two factors. */
    abstract void take(long a, long b);

    abstract long result();

    final long apply(ScalarOp op, long a, long b, long c) {
        return ScalarOps.evaluate(op, type, type, a, b, c);
    }

    private static final class Contraction extends Folding {
        private long count;
        private long block;
        private long total;

        Contraction(DType type) {
            super(type);
        }

        @Override
        void take(long a, long b) {
            if (count > 0 && count % Strict.CONTRACTION_BLOCK == 0) {
                total = result();
                block = 0;
            }
            block = type.isFloating()
                    ? apply(ScalarOp.FMA, a, b, block)
                    : apply(ScalarOp.ADD, block, apply(ScalarOp.MUL, a, b, 0), 0);
            count++;
        }

        @Override
        long result() {
            // The first block is not added to anything: +0 + -0 would be +0.
            return count <= Strict.CONTRACTION_BLOCK ? block : apply(ScalarOp.ADD, total, block, 0);
        }
    }

    private static final class Reduction extends Folding {
        private final ScalarOp op;
        private final long identity;
        private final long[] lanes = new long[Strict.LANES];
        private int count;
        private long[] chunks = new long[1];
        private int complete;

        Reduction(Fold fold, DType type) {
            super(type);
            this.op = fold.combine();
            this.identity = fold.identity(type);
            Arrays.fill(lanes, identity);
        }

        @Override
        void take(long a, long b) {
            if (count == Strict.CHUNK) {
                if (complete == chunks.length) {
                    chunks = Arrays.copyOf(chunks, 2 * complete);
                }
                chunks[complete++] = chunk();
                Arrays.fill(lanes, identity);
                count = 0;
            }
            int lane = count % Strict.LANES;
            lanes[lane] = apply(op, lanes[lane], a, 0);
            count++;
        }

        /** The partial results combined by the tree. */
        private long chunk() {
            for (int half = Strict.LANES / 2; half >= 1; half /= 2) {
                for (int j = 0; j < half; j++) {
                    lanes[j] = apply(op, lanes[j], lanes[j + half], 0);
                }
            }
            return lanes[0];
        }

        @Override
        long result() {
            long last = chunk();
            if (complete == 0) {
                return last;
            }
            Reduction ofChunks = new Reduction(op == ScalarOp.ADD ? Fold.SUM : Fold.PROD, type);
            for (int i = 0; i < complete; i++) {
                ofChunks.take(chunks[i], 0);
            }
            ofChunks.take(last, 0);
            return ofChunks.result();
        }
    }

    private static final class Extreme extends Folding {
        private final ScalarOp op;
        private long best;

        Extreme(Fold fold, DType type) {
            super(type);
            this.op = fold.combine();
            this.best = fold.identity(type);
        }

        @Override
        void take(long a, long b) {
            best = apply(op, best, a, 0);
        }

        @Override
        long result() {
            return best;
        }
    }

    private static final class Position extends Folding {
        private final boolean least;
        private long count;
        private long best;
        private long position;

        Position(DType type, boolean least) {
            super(type);
            this.least = least;
        }

        @Override
        void take(long a, long b) {
            if (count == 0 || !isNaN(best) && (isNaN(a) || (least ? isLess(a, best) : isLess(best, a)))) {
                best = a;
                position = count;
            }
            count++;
        }

        private boolean isLess(long a, long b) {
            return apply(ScalarOp.LT, a, b, 0) != 0;
        }

        private boolean isNaN(long a) {
            return type.isFloating() && apply(ScalarOp.NE, a, a, 0) != 0;
        }

        @Override
        long result() {
            return position;
        }
    }
}
