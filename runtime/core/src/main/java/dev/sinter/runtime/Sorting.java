package dev.sinter.runtime;

/**
 * The order of the elements of one row: what generated programs call for {@code argsort}. There is a method for each dtype, of the dtype's
 * name; all take the same.
 *
 * <p>An element becomes 32 bits whose unsigned order is its own, with its position below them in one long, and the longs are sorted by those
 * bits, by merging or in long rows by digits; of a 64-bit element first the lower half and then, stably, the upper. Row {@code [from, from + step, ...]} of n elements is
 * read, its order written to {@code [to, to + stride, ...]}; {@code a} and {@code b} from {@code at} on are n elements of room each.
 * Descending order turns all bits, so that NaN comes first and equal elements keep their order.
 */
public final class Sorting {
    /** Rows that insertion sorts faster than merging. */
    private static final int RUN = 12;

    /** Rows that are dealt out by digits faster than they are merged; more elements than a digit has values. */
    private static final int LONG = 1024;
    /** Bits per digit. */
    private static final int DIGIT = 8;

    private static final long LOW = 0xffff_ffffL;
    private static final int NAN = -1;

    private Sorting() {}

    public static void f32(float[] x, int from, int step, boolean down, int n, long[] out, int to, int stride, long[] a,
            long[] b, int at) {
        long turn = down ? LOW : 0;
        for (int i = 0; i < n; i++) {
            float value = x[from + i * step];
            // Adding +0 makes -0 +0 and changes nothing else.
            int bits = Float.floatToRawIntBits(value + 0f);
            // Without NaN, whose bits would be anywhere.
            int key = !Float.isNaN(value) ? bits ^ (bits >> 31 | Integer.MIN_VALUE) : NAN;
            a[at + i] = (key & LOW ^ turn) << 32 | i;
        }
        write(sort(a, b, at, n, out, to, stride), at, n, out, to, stride);
    }

    public static void f16(short[] x, int from, int step, boolean down, int n, long[] out, int to, int stride, long[] a,
            long[] b, int at) {
        halves(x, 0x7c00, from, step, down, n, out, to, stride, a, b, at);
    }

    public static void bf16(short[] x, int from, int step, boolean down, int n, long[] out, int to, int stride,
            long[] a, long[] b, int at) {
        halves(x, 0x7f80, from, step, down, n, out, to, stride, a, b, at);
    }

    private static void halves(short[] x, int infinity, int from, int step, boolean down, int n, long[] out, int to,
            int stride, long[] a, long[] b, int at) {
        long turn = down ? LOW : 0;
        for (int i = 0; i < n; i++) {
            int bits = x[from + i * step];
            int magnitude = bits & 0x7fff;
            int key = magnitude > infinity ? Integer.MAX_VALUE : bits < 0 ? -magnitude : magnitude;
            a[at + i] = ((key ^ Integer.MIN_VALUE) & LOW ^ turn) << 32 | i;
        }
        write(sort(a, b, at, n, out, to, stride), at, n, out, to, stride);
    }

    public static void i32(int[] x, int from, int step, boolean down, int n, long[] out, int to, int stride, long[] a,
            long[] b, int at) {
        long turn = down ? LOW : 0;
        for (int i = 0; i < n; i++) {
            a[at + i] = ((x[from + i * step] ^ Integer.MIN_VALUE) & LOW ^ turn) << 32 | i;
        }
        write(sort(a, b, at, n, out, to, stride), at, n, out, to, stride);
    }

    public static void i16(short[] x, int from, int step, boolean down, int n, long[] out, int to, int stride, long[] a,
            long[] b, int at) {
        long turn = down ? LOW : 0;
        for (int i = 0; i < n; i++) {
            a[at + i] = ((x[from + i * step] ^ Integer.MIN_VALUE) & LOW ^ turn) << 32 | i;
        }
        write(sort(a, b, at, n, out, to, stride), at, n, out, to, stride);
    }

    public static void i8(byte[] x, int from, int step, boolean down, int n, long[] out, int to, int stride, long[] a,
            long[] b, int at) {
        bytes(x, Integer.MIN_VALUE, -1, from, step, down, n, out, to, stride, a, b, at);
    }

    public static void u8(byte[] x, int from, int step, boolean down, int n, long[] out, int to, int stride, long[] a,
            long[] b, int at) {
        bytes(x, 0, 0xff, from, step, down, n, out, to, stride, a, b, at);
    }

    public static void bool(byte[] x, int from, int step, boolean down, int n, long[] out, int to, int stride, long[] a,
            long[] b, int at) {
        bytes(x, 0, 0xff, from, step, down, n, out, to, stride, a, b, at);
    }

    private static void bytes(byte[] x, int sign, int mask, int from, int step, boolean down, int n, long[] out, int to,
            int stride, long[] a, long[] b, int at) {
        long turn = down ? LOW : 0;
        for (int i = 0; i < n; i++) {
            a[at + i] = ((x[from + i * step] & mask ^ sign) & LOW ^ turn) << 32 | i;
        }
        write(sort(a, b, at, n, out, to, stride), at, n, out, to, stride);
    }

    public static void i64(long[] x, int from, int step, boolean down, int n, long[] out, int to, int stride, long[] a,
            long[] b, int at) {
        long turn = down ? Long.MAX_VALUE : Long.MIN_VALUE;
        for (int i = 0; i < n; i++) {
            a[at + i] = (x[from + i * step] ^ turn) << 32 | i;
        }
        long[] half = sort(a, b, at, n, out, to, stride);
        for (int i = at; i < at + n; i++) {
            long place = half[i] & LOW;
            half[i] = (x[from + (int) place * step] ^ turn) & ~LOW | place;
        }
        write(sort(half, half == a ? b : a, at, n, out, to, stride), at, n, out, to, stride);
    }

    public static void f64(double[] x, int from, int step, boolean down, int n, long[] out, int to, int stride,
            long[] a, long[] b, int at) {
        long turn = down ? -1 : 0;
        for (int i = 0; i < n; i++) {
            a[at + i] = (key(x[from + i * step]) ^ turn) << 32 | i;
        }
        long[] half = sort(a, b, at, n, out, to, stride);
        for (int i = at; i < at + n; i++) {
            long place = half[i] & LOW;
            half[i] = (key(x[from + (int) place * step]) ^ turn) & ~LOW | place;
        }
        write(sort(half, half == a ? b : a, at, n, out, to, stride), at, n, out, to, stride);
    }

    private static long key(double value) {
        long bits = Double.doubleToRawLongBits(value + 0d);
        return !Double.isNaN(value) ? bits ^ (bits >> 63 | Long.MIN_VALUE) : NAN;
    }

    private static void write(long[] sorted, int at, int n, long[] out, int to, int stride) {
        for (int i = 0; i < n; i++) {
            out[to + i * stride] = sorted[at + i] & LOW;
        }
    }

    /** Sorts by the upper halves, stably; gives that of the two arrays where the result is. The output is used as room. */
    private static long[] sort(long[] a, long[] b, int at, int n, long[] out, int to, int stride) {
        return n < LONG ? merged(a, b, at, n) : dealt(a, b, at, n, out, to, stride);
    }

    /** Deals the elements out by one digit after the other, the lowest first; the output's row counts them. */
    private static long[] dealt(long[] a, long[] b, int at, int n, long[] out, int to, int stride) {
        long[] source = a;
        long[] target = b;
        for (int shift = 32; shift < 64; shift += DIGIT) {
            for (int digit = 0; digit < 1 << DIGIT; digit++) {
                out[to + digit * stride] = 0;
            }
            for (int i = at; i < at + n; i++) {
                out[to + digit(source[i], shift) * stride]++;
            }
            if (out[to + digit(source[at], shift) * stride] == n) {
                continue;
            }
            long next = at;
            for (int digit = 0; digit < 1 << DIGIT; digit++) {
                long count = out[to + digit * stride];
                out[to + digit * stride] = next;
                next += count;
            }
            for (int i = at; i < at + n; i++) {
                long value = source[i];
                target[(int) out[to + digit(value, shift) * stride]++] = value;
            }
            long[] swap = source;
            source = target;
            target = swap;
        }
        return source;
    }

    private static int digit(long value, int shift) {
        return (int) (value >>> shift) & (1 << DIGIT) - 1;
    }

    private static long[] merged(long[] a, long[] b, int at, int n) {
        int end = at + n;
        for (int lo = at; lo < end; lo += RUN) {
            insert(a, lo, Math.min(end, lo + RUN));
        }
        long[] source = a;
        long[] target = b;
        for (long width = RUN; width < n; width *= 2) {
            for (long lo = at; lo < end; lo += 2 * width) {
                merge(source, target, (int) lo, (int) Math.min(end, lo + width), (int) Math.min(end, lo + 2 * width));
            }
            long[] swap = source;
            source = target;
            target = swap;
        }
        return source;
    }

    private static void insert(long[] a, int lo, int hi) {
        for (int i = lo + 1; i < hi; i++) {
            long value = a[i];
            int k = i;
            for (; k > lo && a[k - 1] >>> 32 > value >>> 32; k--) {
                a[k] = a[k - 1];
            }
            a[k] = value;
        }
    }

    private static void merge(long[] from, long[] to, int lo, int mid, int hi) {
        if (mid == hi || from[mid - 1] >>> 32 <= from[mid] >>> 32) {
            System.arraycopy(from, lo, to, lo, hi - lo);
            return;
        }
        int i = lo;
        int j = mid;
        int k = lo;
        while (i < mid && j < hi) {
            long left = from[i];
            long right = from[j];
            // Both are known before the choice, so that it can do without a jump, which random elements would mispredict.
            boolean takesRight = right >>> 32 < left >>> 32;
            to[k++] = takesRight ? right : left;
            j += takesRight ? 1 : 0;
            i += takesRight ? 0 : 1;
        }
        System.arraycopy(from, i, to, k, mid - i);
        System.arraycopy(from, j, to, k + mid - i, hi - j);
    }
}
