package dev.sinter.runtime.formats.pytorch;

import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.io.ByteSource;
import dev.sinter.runtime.io.ElementBytes;
import dev.sinter.types.DType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads tensors from the storages of one file, each where it lies. A tensor that is a view of a storage (a part, transposed, expanded)
 * becomes dense; two that see the same in the same way are one buffer, as tied weights are.
 */
final class TensorReader implements PickleReader.Tensors {
    /**
     * A tensor as a view of the {@code numel} elements of a storage from {@code start} on.
     *
     * @param stored how many bytes the storage has in all
     */
    record View(DType dtype, String key, long stored, long start, long numel, long offset, long[] sizes,
            long[] strides) {}

    /** The bytes of one storage. */
    record Stored(ByteSource source, long position, long length) {}

    /** Where the storages of a file are. */
    interface Storages {
        /** The bytes of a storage that must have {@code length} of them. */
        Stored find(String key, long length, Cursor cursor, long at) throws IOException;
    }

    private final Storages storages;
    private final ByteOrder order;
    private final Map<List<Object>, Buffer> seen = new HashMap<>();
    private final long limit;
    private long left;

    /** @param limit how many bytes all tensors together may have; views can repeat elements */
    TensorReader(Storages storages, ByteOrder order, long limit) {
        this.storages = storages;
        this.order = order;
        this.limit = limit;
        this.left = limit;
    }

    @Override
    public Buffer read(View view, Cursor cursor, long at) throws IOException {
        List<Object> same = List.of(view.dtype, view.key, view.start + view.offset, Arrays.toString(view.sizes),
                Arrays.toString(view.strides));
        Buffer known = seen.get(same);
        if (known != null) {
            return known;
        }
        int width = view.dtype.bytes();
        long length = ElementBytes.length(view.dtype, view.sizes, left);
        if (length < 0) {
            throw cursor.malformed(at, "a tensor of sizes " + Arrays.toString(view.sizes)
                    + ": its elements and those of the tensors before take more than the limit of " + limit
                    + " bytes, twice the file's size");
        }
        long last = last(view, cursor, at);
        if (view.numel > view.stored / width || view.start > view.stored / width - view.numel) {
            throw cursor.malformed(at,
                    "a view of " + view.numel + " elements of a storage of " + view.stored + " bytes");
        }
        Stored stored = storages.find(view.key, view.stored, cursor, at);
        left -= length;
        long position = stored.position + (view.start + view.offset) * width;
        Buffer buffer = length == 0 || isDense(view)
                ? ElementBytes.read(stored.source, position, order, view.dtype, view.sizes)
                : gathered(stored.source, position, (last + 1 - view.offset) * width, view, cursor, at);
        seen.put(same, buffer);
        return buffer;
    }

    /** The last element of the storage that the view sees, which has to be there. */
    private static long last(View view, Cursor cursor, long at) throws IOException {
        long last = view.offset;
        for (int axis = 0; axis < view.sizes.length; axis++) {
            if (view.sizes[axis] == 0) {
                return 0;
            }
        }
        boolean isInside = last < view.numel;
        for (int axis = 0; axis < view.sizes.length && isInside; axis++) {
            long stride = view.strides[axis];
            long steps = view.sizes[axis] - 1;
            isInside = stride == 0 || steps <= (view.numel - 1 - last) / stride;
            last += isInside ? stride * steps : 0;
        }
        if (!isInside) {
            throw cursor.malformed(at, "a tensor of sizes " + Arrays.toString(view.sizes) + " and strides "
                    + Arrays.toString(view.strides) + " from element " + view.offset
                    + " on reaches beyond its storage of " + view.numel + " elements");
        }
        return last;
    }

    private static boolean isDense(View view) {
        long stride = 1;
        for (int axis = view.sizes.length - 1; axis >= 0; axis--) {
            if (view.sizes[axis] != 1 && view.strides[axis] != stride) {
                return false;
            }
            stride *= view.sizes[axis];
        }
        return true;
    }

    private Buffer gathered(ByteSource source, long position, long span, View view, Cursor cursor, long at)
            throws IOException {
        if (span > ByteSource.WINDOW) {
            throw cursor.malformed(at, "a tensor that is no dense part of its storage and spans more than 1 GiB;"
                    + " save its contiguous()");
        }
        ByteBuffer bytes = source.at(position, (int) span).order(order);
        Buffer buffer = Buffer.zeros(view.dtype, view.sizes);
        int width = view.dtype.bytes();
        int rank = view.sizes.length;
        long[] index = new long[rank];
        long from = 0;
        for (int to = 0; to < buffer.count(); to++) {
            long bits = bits(bytes, (int) from * width, width);
            if (view.dtype == DType.BOOL && (bits & 0xfe) != 0) {
                throw source.malformed(position + from, "a bool is 0 or 1, not " + (bits & 0xff));
            }
            buffer.setBits(to, bits);
            for (int axis = rank - 1; axis >= 0; axis--) {
                from += view.strides[axis];
                if (++index[axis] < view.sizes[axis]) {
                    break;
                }
                from -= view.strides[axis] * index[axis];
                index[axis] = 0;
            }
        }
        return buffer;
    }

    private static long bits(ByteBuffer bytes, int at, int width) {
        return switch (width) {
            case 1 -> bytes.get(at);
            case 2 -> bytes.getShort(at);
            case 4 -> bytes.getInt(at);
            default -> bytes.getLong(at);
        };
    }
}
