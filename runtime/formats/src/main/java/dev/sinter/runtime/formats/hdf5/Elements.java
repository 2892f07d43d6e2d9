package dev.sinter.runtime.formats.hdf5;

import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.Halves;
import dev.sinter.runtime.io.ElementBytes;
import dev.sinter.runtime.io.FormatException;
import dev.sinter.types.DType;
import io.jhdf.api.Dataset;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.api.dataset.ContiguousDataset;
import io.jhdf.object.datatype.BitField;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.EnumDataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.datatype.OrderedDataType;
import io.jhdf.object.datatype.StringData;
import io.jhdf.object.datatype.VariableLength;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The elements of datasets as buffers. */
final class Elements {
    /** As for npz: what a compressed file may unpack to beside 64 times its size. */
    private static final long ROOM = 256L << 20;

    private final String file;
    private final long size;
    private long left;

    Elements(String file, long size) {
        this.file = file;
        this.size = size;
        this.left = ROOM + 64 * size;
    }

    private FormatException malformed(String path, String reason) {
        return new FormatException(file, 0, "the dataset '" + path + "' " + reason);
    }

    /** Null for texts, which are no tensors. */
    @Nullable
    Buffer read(String path, Dataset dataset) throws FormatException {
        DataType type = dataset.getDataType();
        if (type instanceof StringData || type instanceof VariableLength) {
            return null;
        }
        DType dtype = dtype(path, type);
        long[] sizes = dataset.getDimensionsAsLong();
        if (sizes.length > ElementBytes.MOST_AXES) {
            throw malformed(path, "has " + sizes.length + " axes");
        }
        boolean isDense = dataset instanceof ContiguousDataset;
        long length = negative(sizes) ? -1 : ElementBytes.length(dtype, sizes, isDense ? size : left);
        if (length < 0 || length / dtype.bytes() > Buffer.MOST_ELEMENTS) {
            throw malformed(path, "of sizes " + Arrays.toString(sizes) + " takes more than the file can hold");
        }
        left -= isDense ? 0 : length;
        if (length == 0) {
            return Buffer.zeros(dtype, sizes);
        }
        if (dataset instanceof ContiguousDataset contiguous) {
            return raw(path, contiguous.getBuffer(), order(type), dtype, sizes, length);
        }
        if (dataset instanceof ChunkedDataset chunked) {
            checkChunks(path, chunked, dtype, sizes);
        }
        return converted(path, dataset, dtype, sizes);
    }

    private static boolean negative(long[] sizes) {
        return Arrays.stream(sizes).anyMatch(each -> each < 0);
    }

    private void checkChunks(String path, ChunkedDataset dataset, DType dtype, long[] sizes) throws FormatException {
        int[] chunk = dataset.getChunkDimensions();
        long[] chunkSizes = Arrays.stream(chunk).asLongStream().toArray();
        if (chunk.length != sizes.length || Arrays.stream(chunk).anyMatch(each -> each < 1)
                || ElementBytes.length(dtype, chunkSizes, ROOM + 64 * size) < 0) {
            throw malformed(path, "has chunks of sizes " + Arrays.toString(chunk));
        }
    }

    private DType dtype(String path, DataType type) throws FormatException {
        if (type instanceof FloatingPoint real) {
            return switch (real.getSize() + "/" + real.getExponentSize() + "/" + real.getMantissaSize()) {
                case "2/5/10" -> DType.F16;
                case "2/8/7" -> DType.BF16;
                case "4/8/23" -> DType.F32;
                case "8/11/52" -> DType.F64;
                default -> throw malformed(path, "has floats of " + real.getSize() + " bytes with "
                        + real.getExponentSize() + " bits of exponent, which Sinter does not read");
            };
        }
        if (type instanceof FixedPoint integer) {
            return switch (integer.getSize() + (integer.isSigned() ? "" : " unsigned")) {
                case "1" -> DType.I8;
                case "1 unsigned" -> DType.U8;
                case "2" -> DType.I16;
                case "4" -> DType.I32;
                case "8" -> DType.I64;
                default -> throw malformed(path, "has " + (integer.isSigned() ? "" : "unsigned ") + "integers of "
                        + integer.getSize() + " bytes, which Sinter does not read");
            };
        }
        if (type instanceof BitField && type.getSize() == 1
                || type instanceof EnumDataType truth && truth.getSize() == 1
                        && truth.getEnumMapping().equals(Map.of(0, "FALSE", 1, "TRUE"))) {
            return DType.BOOL;
        }
        throw malformed(path, "has elements of " + type.getClass().getSimpleName()
                + "; Sinter reads floats, integers and bools");
    }

    private static ByteOrder order(DataType type) {
        return type instanceof OrderedDataType ordered ? ordered.getByteOrder() : ByteOrder.LITTLE_ENDIAN;
    }

    private Buffer raw(String path, @Nullable ByteBuffer data, ByteOrder order, DType dtype, long[] sizes, long length)
            throws FormatException {
        if (data == null || data.remaining() < length) {
            throw malformed(path, "of sizes " + Arrays.toString(sizes) + " needs " + length + " bytes, but has "
                    + (data == null ? 0 : data.remaining()));
        }
        ByteBuffer bytes = data.slice().order(order);
        Buffer buffer = Buffer.zeros(dtype, sizes);
        switch (dtype) {
            case F32 -> bytes.asFloatBuffer().get(buffer.floats());
            case F64 -> bytes.asDoubleBuffer().get(buffer.doubles());
            case F16, BF16, I16 -> bytes.asShortBuffer().get(buffer.shorts());
            case I64 -> bytes.asLongBuffer().get(buffer.longs());
            case I32 -> bytes.asIntBuffer().get(buffer.ints());
            case I8, U8 -> bytes.get(buffer.bytes());
            case BOOL -> {
                bytes.get(buffer.bytes());
                for (byte each : buffer.bytes()) {
                    if ((each & 0xfe) != 0) {
                        throw malformed(path, "has a bool that is neither 0 nor 1");
                    }
                }
            }
        }
        return buffer;
    }

    /** Elements that the library has unpacked into an array of its own choice of type. */
    private Buffer converted(String path, Dataset dataset, DType dtype, long[] sizes) throws FormatException {
        if (dtype == DType.BF16 || dtype == DType.BOOL) {
            throw malformed(path, "is " + dtype.text() + " in chunks, which Sinter does not read");
        }
        Object flat = dataset.getDataFlat();
        boolean isArray = flat.getClass().isArray();
        Buffer buffer = Buffer.zeros(dtype, sizes);
        if ((isArray ? Array.getLength(flat) : 1) != buffer.count()) {
            throw malformed(path, "has not as many elements as its sizes " + Arrays.toString(sizes) + " say");
        }
        if (isArray && flat.getClass() == buffer.array().getClass()) {
            System.arraycopy(flat, 0, buffer.array(), 0, buffer.count());
            return buffer;
        }
        for (int i = 0; i < buffer.count(); i++) {
            Number number = (Number) (isArray ? Array.get(flat, i) : flat);
            buffer.setBits(i, switch (dtype) {
                case F16 -> Halves.floatToHalf(number.floatValue());
                case F32 -> Float.floatToRawIntBits(number.floatValue());
                case F64 -> Double.doubleToRawLongBits(number.doubleValue());
                default -> number.longValue();
            });
        }
        return buffer;
    }
}
