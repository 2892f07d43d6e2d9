package dev.sinter.data;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.runtime.Buffer;
import java.util.Arrays;
import java.util.List;

/** Rows of buffers, copied. */
final class Rows {
    private Rows() {}

    /** Buffers of one type along a new first axis. */
    static Tensor stack(List<Buffer> rows) {
        Buffer first = rows.get(0);
        Buffer all = Buffer.zeros(first.dtype(), sizes(rows.size(), first, 0));
        for (int i = 0; i < rows.size(); i++) {
            if (!rows.get(i).hasTypeOf(first)) {
                throw new Diagnostic(
                        "a batch of examples of different types: " + first.typeText() + " and " + rows.get(i).typeText()
                                + "; give all examples one shape and dtype");
            }
            System.arraycopy(rows.get(i).array(), 0, all.array(), i * first.count(), first.count());
        }
        return Sinter.tensor(all);
    }

    /** The rows of {@code from} with these numbers along its first axis. */
    static Tensor take(Buffer from, int[] rows) {
        Buffer all = Buffer.zeros(from.dtype(), sizes(rows.length, from, 1));
        int size = from.size(0) == 0 ? 0 : from.count() / (int) from.size(0);
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(from.array(), rows[i] * size, all.array(), i * size, size);
        }
        return Sinter.tensor(all);
    }

    /** One row of {@code from}, without the first axis. */
    static Tensor row(Buffer from, int row) {
        Buffer one = Buffer.zeros(from.dtype(), Arrays.copyOfRange(from.sizes(), 1, from.rank()));
        System.arraycopy(from.array(), row * one.count(), one.array(), 0, one.count());
        return Sinter.tensor(one);
    }

    private static long[] sizes(int count, Buffer like, int from) {
        long[] sizes = new long[like.rank() - from + 1];
        sizes[0] = count;
        System.arraycopy(like.sizes(), from, sizes, 1, sizes.length - 1);
        return sizes;
    }
}
