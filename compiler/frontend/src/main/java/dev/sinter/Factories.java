package dev.sinter;

import dev.sinter.ir.Diagnostic;
import dev.sinter.random.Generator;
import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.io.MappedTensor;
import dev.sinter.types.DType;
import dev.sinter.types.Shape;
import dev.sinter.types.TensorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** Where tensors come from. Inherited by {@link Sinter}, so that one static import has it all. */
public abstract sealed class Factories permits Functions {
    Factories() {}

    /** A tensor of the given numbers, booleans, or nested arrays of them, copied; {@link Nested} has the rules of dtypes. */
    public static Tensor tensor(Object values) {
        return Tensor.of(Nested.buffer(values));
    }

    /** As {@link #tensor(Object)}, converted to {@code dtype}: a single number at once, arrays from the dtype of their elements. */
    public static Tensor tensor(Object values, DType dtype) {
        return values instanceof Number number ? full(Shape.SCALAR, number, dtype) : tensor(values).to(dtype);
    }

    /** A float32 vector. */
    public static Tensor tensor(double first, double second, double... more) {
        float[] all = new float[more.length + 2];
        all[0] = (float) first;
        all[1] = (float) second;
        for (int i = 0; i < more.length; i++) {
            all[i + 2] = (float) more[i];
        }
        return Tensor.of(Buffer.of(all, all.length));
    }

    /** An int64 vector. */
    public static Tensor tensor(long first, long second, long... more) {
        long[] all = new long[more.length + 2];
        all[0] = first;
        all[1] = second;
        System.arraycopy(more, 0, all, 2, more.length);
        return Tensor.of(Buffer.of(all, all.length));
    }

    /** A tensor of these elements, which must not change any more. */
    public static Tensor tensor(Buffer elements) {
        return Tensor.of(elements);
    }

    /** A vector over the caller's array: each sees what the other writes. */
    public static Tensor wrap(float[] array) {
        return wrap(Buffer.of(array, array.length));
    }

    public static Tensor wrap(double[] array) {
        return wrap(Buffer.of(array, array.length));
    }

    public static Tensor wrap(int[] array) {
        return wrap(Buffer.of(array, array.length));
    }

    public static Tensor wrap(long[] array) {
        return wrap(Buffer.of(array, array.length));
    }

    /** An int16 vector over the caller's array. */
    public static Tensor wrap(short[] array) {
        return wrap(Buffer.of(DType.I16, array, array.length));
    }

    /** An int8 vector over the caller's array. */
    public static Tensor wrap(byte[] array) {
        return wrap(Buffer.of(DType.I8, array, array.length));
    }

    /** A tensor over the caller's buffer: each sees what the other writes. */
    public static Tensor wrap(Buffer buffer) {
        return Tensor.of(Storage.over(buffer));
    }

    /**
     * A tensor whose elements are the bytes of a file, little-endian and row-major, mapped and not copied: processes that map the same file
     * share its memory. An operation that reads it takes the elements of the moment; one that writes it in place has done so when it
     * returns, and a write to a part leaves the other elements to whoever else writes them. A file that does not exist is made, of zeros.
     *
     * @throws IOException where the file has another length than such a tensor
     */
    public static Tensor map(Path file, DType dtype, long... sizes) throws IOException {
        return Tensor.of(Storage.over(MappedTensor.open(file, dtype, sizes)));
    }

    /** As {@link #map} for a file that exists and is only looked at: operations in place are refused. */
    public static Tensor mapReadOnly(Path file, DType dtype, long... sizes) throws IOException {
        return Tensor.of(Storage.over(MappedTensor.openReadOnly(file, dtype, sizes)));
    }

    private static Tensor filled(Shape shape, DType dtype, double value) {
        return Tensor.of(new Storage(Value.filled(new TensorType(dtype, shape), Buffers.bits(dtype, value))));
    }

    public static Tensor zeros(long... sizes) {
        return zeros(Shape.of(sizes), DType.F32);
    }

    public static Tensor zeros(Shape shape, DType dtype, Device device) {
        return on("zeros", device, zeros(shape, dtype));
    }

    public static Tensor zeros(Shape shape, DType dtype) {
        return filled(shape, dtype, 0);
    }

    public static Tensor ones(long... sizes) {
        return ones(Shape.of(sizes), DType.F32);
    }

    public static Tensor ones(Shape shape, DType dtype, Device device) {
        return on("ones", device, ones(shape, dtype));
    }

    public static Tensor ones(Shape shape, DType dtype) {
        return filled(shape, dtype, 1);
    }

    /** Zeros of that tensor's shape. */
    public static Tensor zerosLike(Tensor like, DType dtype) {
        return zeros(like.shape(), dtype);
    }

    /** Zeros of that tensor's dtype and shape. */
    public static Tensor zerosLike(Tensor like) {
        return zeros(like.shape(), like.dtype());
    }

    /** Ones of that tensor's shape. */
    public static Tensor onesLike(Tensor like, DType dtype) {
        return ones(like.shape(), dtype);
    }

    /** Ones of that tensor's dtype and shape. */
    public static Tensor onesLike(Tensor like) {
        return ones(like.shape(), like.dtype());
    }

    private static Tensor on(String name, Device device, Tensor tensor) {
        device.require(name + " on " + device);
        return tensor;
    }

    /** Zeros of that tensor's dtype and shape, which are still to be written. */
    public static Tensor emptyLike(Tensor like) {
        return zerosLike(like);
    }

    public static Tensor emptyLike(Tensor like, DType dtype) {
        return zerosLike(like, dtype);
    }

    public static Tensor fullLike(Tensor like, Number value, DType dtype) {
        return full(like.shape(), value, dtype);
    }

    /** One number in that tensor's dtype and shape. */
    public static Tensor fullLike(Tensor like, Number value) {
        return full(like.shape(), value, like.dtype());
    }

    /** Uniform numbers in [0, 1) in that tensor's dtype and shape. */
    public static Tensor randLike(Tensor like) {
        return randLike(like, like.dtype());
    }

    public static Tensor randLike(Tensor like, DType dtype) {
        return rand(like.shape(), dtype);
    }

    /** Standard normal numbers in that tensor's dtype and shape. */
    public static Tensor randnLike(Tensor like) {
        return randnLike(like, like.dtype());
    }

    public static Tensor randnLike(Tensor like, DType dtype) {
        return randn(like.shape(), dtype);
    }

    /** Uniform numbers in [0, 1) of float32 or float64. */
    public static Tensor rand(Shape shape, DType dtype) {
        Sampling.checkDraw("rand");
        Buffer buffer = Buffer.zeros(drawn("rand", dtype), shape.sizes());
        if (dtype == DType.F64) {
            Generator.shared().uniform(buffer.doubles(), 0, 1);
        } else {
            Generator.shared().uniform(buffer.floats(), 0, 1);
        }
        return Tensor.of(buffer);
    }

    public static Tensor rand(Shape shape, DType dtype, Device device) {
        return on("rand", device, rand(shape, dtype));
    }

    /** Standard normal numbers of float32 or float64. */
    public static Tensor randn(Shape shape, DType dtype) {
        Sampling.checkDraw("randn");
        Buffer buffer = Buffer.zeros(drawn("randn", dtype), shape.sizes());
        if (dtype == DType.F64) {
            Generator.shared().normal(buffer.doubles(), 0, 1);
        } else {
            Generator.shared().normal(buffer.floats(), 0, 1);
        }
        return Tensor.of(buffer);
    }

    public static Tensor randn(Shape shape, DType dtype, Device device) {
        return on("randn", device, randn(shape, dtype));
    }

    private static DType drawn(String name, DType dtype) {
        if (dtype != DType.F32 && dtype != DType.F64) {
            throw new Diagnostic(
                    name + " of " + dtype + ": float32 and float64 are drawn; draw one of these and cast it with to()");
        }
        return dtype;
    }

    /** A tensor whose elements are still to be written; they are 0. */
    public static Tensor empty(long... sizes) {
        return zeros(sizes);
    }

    public static Tensor empty(Shape shape, DType dtype) {
        return zeros(shape, dtype);
    }

    public static Tensor empty(Shape shape, DType dtype, Device device) {
        return on("empty", device, empty(shape, dtype));
    }

    /** A float32 tensor of one number. */
    public static Tensor full(long[] sizes, double value) {
        return full(Shape.of(sizes), value, DType.F32);
    }

    /** An int64 tensor of one number. */
    public static Tensor full(long[] sizes, long value) {
        return full(Shape.of(sizes), value, DType.I64);
    }

    /** A bool tensor of one truth value. */
    public static Tensor full(long[] sizes, boolean value) {
        return full(Shape.of(sizes), value ? 1L : 0L, DType.BOOL);
    }

    public static Tensor full(Shape shape, Number value, DType dtype) {
        Tensor number = Ops.number(dtype, value);
        return shape.rank() == 0 ? number : number.expand(shape).clone();
    }

    public static Tensor full(Shape shape, Number value, DType dtype, Device device) {
        return on("full", device, full(shape, value, dtype));
    }

    /** The identity matrix. */
    public static Tensor eye(int n) {
        return eye(n, n);
    }

    /** Ones where row and column have the same number, zeros elsewhere. */
    public static Tensor eye(int rows, int columns) {
        return eye(rows, columns, DType.F32);
    }

    public static Tensor eye(int rows, int columns, DType dtype) {
        return arange(rows).unsqueeze(1).eq(arange(columns)).to(dtype);
    }

    /** The int64 numbers 0, 1 ... {@code end - 1}. */
    public static Tensor arange(long end) {
        return arange(0, end, 1);
    }

    public static Tensor arange(long start, long end) {
        return arange(start, end, 1);
    }

    /** The int64 numbers from {@code start} on, {@code step} apart, up to but without {@code end}. */
    public static Tensor arange(long start, long end, long step) {
        return Tensor.of(Sequences.range(start, end, step));
    }

    /** The float32 numbers 0, 1 ... below {@code end}. */
    public static Tensor arange(double end) {
        return arange(0, end, 1.0);
    }

    public static Tensor arange(double start, double end) {
        return arange(start, end, 1.0);
    }

    /**
     * The float32 numbers from {@code start} on, {@code step} apart, up to but without {@code end}: {@code ceil((end - start) / step)} of
     * them, computed in float64, so that rounding may let one in that is equal to {@code end}, as in PyTorch.
     */
    public static Tensor arange(double start, double end, double step) {
        return arange(start, end, step, DType.F32);
    }

    /** As {@link #arange(double, double, double)}, computed in float64 and converted to {@code dtype}. */
    public static Tensor arange(double start, double end, double step, DType dtype) {
        return Tensor.of(Sequences.range(start, end, step, dtype));
    }

    /** {@code count} float32 numbers from {@code start} to {@code end}, both included, at equal distances. */
    public static Tensor linspace(double start, double end, int count) {
        return linspace(start, end, count, DType.F32);
    }

    /**
     * As {@link #linspace(double, double, int)}: the first half counted from {@code start}, the second back from {@code end}, so that both
     * are exact; each step in the arithmetic of a floating dtype, in float64 and truncated for an integer one.
     */
    public static Tensor linspace(double start, double end, int count, DType dtype) {
        return Tensor.of(Sequences.spaced(start, end, count, dtype));
    }

    /** Begins the streams of the shared generator and of {@link RandomStream#shared} anew. */
    public static void manualSeed(long seed) {
        Generator.shared().manualSeed(seed);
        RandomStream.shared().manualSeed(seed);
    }

    /** Uniform float32 numbers in [0, 1). */
    public static Tensor rand(long... sizes) {
        return rand(Generator.shared(), sizes);
    }

    public static Tensor rand(Generator generator, long... sizes) {
        Sampling.checkDraw("rand");
        return uniform(generator, 0, 1, sizes);
    }

    /** Uniform float32 numbers in [low, high). */
    public static Tensor uniform(Generator generator, double low, double high, long... sizes) {
        Sampling.checkDraw("uniform");
        Buffer buffer = Buffer.zeros(DType.F32, sizes);
        generator.uniform(buffer.floats(), (float) low, (float) high);
        return Tensor.of(buffer);
    }

    /** Standard normal float32 numbers. */
    public static Tensor randn(long... sizes) {
        return randn(Generator.shared(), sizes);
    }

    public static Tensor randn(Generator generator, long... sizes) {
        Sampling.checkDraw("randn");
        return normal(generator, 0, 1, sizes);
    }

    /** Normal float32 numbers. */
    public static Tensor normal(Generator generator, double mean, double deviation, long... sizes) {
        Sampling.checkDraw("normal");
        Buffer buffer = Buffer.zeros(DType.F32, sizes);
        generator.normal(buffer.floats(), (float) mean, (float) deviation);
        return Tensor.of(buffer);
    }

    /** Uniform int64 numbers from {@code low} up to but without {@code high}. */
    public static Tensor randint(long low, long high, long... sizes) {
        return randint(Generator.shared(), low, high, sizes);
    }

    public static Tensor randint(Generator generator, long low, long high, long... sizes) {
        Sampling.checkDraw("randint");
        if (low >= high) {
            throw new Diagnostic("randint: there is no integer from " + low + " up to but without " + high);
        }
        Buffer buffer = Buffer.zeros(DType.I64, sizes);
        Arrays.setAll(buffer.longs(), i -> generator.below(high - low) + low);
        return Tensor.of(buffer);
    }

    /** As {@link #randint(long, long, long...)} in another dtype, which must hold the numbers. */
    public static Tensor randint(long low, long high, Shape shape, DType dtype) {
        if (!dtype.isFloating() && (!Buffers.holds(dtype, low) || !Buffers.holds(dtype, high - 1))) {
            throw new Diagnostic("randint: the integers from " + low + " up to but without " + high
                    + " do not all fit into " + dtype);
        }
        return randint(low, high, shape.sizes()).to(dtype);
    }

    /** The int64 numbers from 0 to {@code n - 1} in random order. */
    public static Tensor randperm(int n) {
        return randperm(Generator.shared(), n);
    }

    public static Tensor randperm(Generator generator, int n) {
        Sampling.checkDraw("randperm");
        return Tensor.of(Buffer.of(generator.permutation(n), n));
    }

    /** For each probability 1 with that probability, else 0. */
    public static Tensor bernoulli(Tensor probabilities) {
        return bernoulli(Generator.shared(), probabilities);
    }

    public static Tensor bernoulli(Generator generator, Tensor probabilities) {
        Sampling.checkDraw("bernoulli");
        if (!probabilities.dtype().isFloating()) {
            throw new Diagnostic("bernoulli of " + probabilities.type() + ": probabilities have a floating dtype");
        }
        Buffer p = probabilities.buffer();
        Buffer drawn = Buffer.zeros(p.type());
        long one = Buffers.bits(p.dtype(), 1L);
        for (int i = 0; i < p.count(); i++) {
            double u = p.dtype() == DType.F64 ? generator.uniformDouble() : generator.uniformFloat();
            drawn.setBits(i, u < p.get(i) ? one : 0);
        }
        return Tensor.of(drawn);
    }

    /** As {@link #multinomial(Generator, Tensor, int, boolean)} with the shared generator. */
    public static Tensor multinomial(Tensor weights, int count, boolean replacement) {
        return multinomial(Generator.shared(), weights, count, replacement);
    }

    /**
     * The positions of {@code count} draws from each row of weights, [C] or [N, C], as int64: each as likely as its weight is large. How
     * PyTorch's stream goes on here depends on how PyTorch was built, so that the draws are not PyTorch's.
     *
     * @param weights     0 or more, of a floating dtype; they need not add up to 1
     * @param replacement whether a position can be drawn again
     */
    public static Tensor multinomial(Generator generator, Tensor weights, int count, boolean replacement) {
        return Multinomial.draw(generator, weights, count, replacement);
    }
}
