package dev.sinter.runtime.formats.pytorch;

import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.io.ByteSource;
import dev.sinter.runtime.io.FormatException;
import dev.sinter.types.DType;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds what a pickle that {@link PickleScan} let pass describes: {@link Map}, {@link List} (also for tuples), {@link Buffer},
 * {@link Long}, {@link BigInteger}, {@link Double}, {@link Boolean}, {@link String} and null.
 */
final class PickleReader {
    private static final int MOST_AXES = 64;

    private final Cursor cursor;
    private final Tensors tensors;
    private final List<@Nullable Object> stack = new ArrayList<>();
    private final List<@Nullable Object> memo = new ArrayList<>();
    private final List<Integer> marks = new ArrayList<>();
    private final byte[] name = new byte[256];

    /** A storage as a tensor refers to it; the dtype is null where the tensor says it. */
    private record Reference(@Nullable DType dtype, String key, long whole, long offset, long numel) {}

    /** What a tensor becomes. */
    interface Tensors {
        Buffer read(TensorReader.View view, Cursor cursor, long at) throws IOException;
    }

    PickleReader(ByteSource source, long position, Tensors tensors) {
        this.cursor = new Cursor(source, position);
        this.tensors = tensors;
    }

    @Nullable
    Object read() throws IOException {
        while (true) {
            long at = cursor.position();
            Opcode opcode = Opcode.of(cursor.u1());
            if (opcode == Opcode.STOP) {
                return published(pop(), at);
            }
            if (opcode == null) {
                throw cursor.malformed(at, "no opcode");
            }
            step(opcode, at);
        }
    }

    private void step(Opcode opcode, long at) throws IOException {
        switch (opcode) {
            case PROTO -> cursor.u1();
            case MARK -> marks.add(stack.size());
            case NONE -> push(null);
            case NEWTRUE -> push(true);
            case NEWFALSE -> push(false);
            case BININT -> push((long) cursor.i4());
            case BININT1 -> push((long) cursor.u1());
            case BININT2 -> push((long) cursor.u2());
            case LONG1 -> push(integer(cursor.bytes(cursor.u1())));
            case BINFLOAT -> push(cursor.f8());
            case BINUNICODE, BINSTRING -> push(cursor.text(cursor.i4()));
            case SHORT_BINSTRING -> push(cursor.text(cursor.u1()));
            case GLOBAL -> push(known(at));
            case EMPTY_TUPLE -> push(List.of());
            case TUPLE1 -> push(tuple(1));
            case TUPLE2 -> push(tuple(2));
            case TUPLE3 -> push(tuple(3));
            case TUPLE -> push(tuple(stack.size() - marks.removeLast()));
            case EMPTY_LIST -> push(new ArrayList<@Nullable Object>());
            case APPEND -> append(stack.size() - 1, at);
            case APPENDS -> append(marks.removeLast(), at);
            case EMPTY_DICT -> push(new LinkedHashMap<Object, @Nullable Object>());
            case SETITEM -> put(stack.size() - 2, at);
            case SETITEMS -> put(marks.removeLast(), at);
            case BINPUT -> keep(cursor.u1());
            case LONG_BINPUT -> keep(cursor.i4());
            case BINGET -> push(memo.get(cursor.u1()));
            case LONG_BINGET -> push(memo.get(cursor.i4()));
            case BINPERSID -> push(reference(pop(), at));
            case REDUCE -> {
                Object arguments = pop();
                push(call(pop(), arguments, at));
            }
            case BUILD -> {
                pop();
                // A state dict carries the versions of its modules this way.
                if (!(stack.getLast() instanceof Map)) {
                    throw cursor.malformed(at, "BUILD of what is no dict");
                }
            }
            case STOP -> throw new AssertionError(opcode);
        }
    }

    private void push(@Nullable Object value) {
        stack.add(value);
    }

    private @Nullable Object pop() {
        return stack.removeLast();
    }

    private void keep(int number) {
        if (number == memo.size()) {
            memo.add(stack.getLast());
        } else {
            memo.set(number, stack.getLast());
        }
    }

    private static Object integer(byte[] littleEndian) {
        byte[] bigEndian = new byte[littleEndian.length];
        for (int i = 0; i < bigEndian.length; i++) {
            bigEndian[i] = littleEndian[bigEndian.length - 1 - i];
        }
        BigInteger integer = bigEndian.length == 0 ? BigInteger.ZERO : new BigInteger(bigEndian);
        return integer.bitLength() < Long.SIZE ? (Object) integer.longValue() : integer;
    }

    private Known known(long at) throws IOException {
        Known known = Known.of(name, cursor.twoLines(name));
        if (known == null) {
            throw cursor.malformed(at, "an unknown name");
        }
        return known;
    }

    private List<@Nullable Object> tuple(int size) {
        List<@Nullable Object> last = stack.subList(stack.size() - size, stack.size());
        List<@Nullable Object> tuple = Collections.unmodifiableList(new ArrayList<>(last));
        last.clear();
        return tuple;
    }

    /** Inside another value nothing may stand that only the reader understands. */
    private @Nullable Object published(@Nullable Object value, long at) throws FormatException {
        if (value instanceof Known known) {
            if (!known.isDtype()) {
                throw cursor.malformed(at, known + " stands where a value is needed");
            }
            return known.toString();
        }
        if (value instanceof Reference) {
            throw cursor.malformed(at, "a storage without a tensor; Sinter reads tensors");
        }
        return value;
    }

    @SuppressWarnings("unchecked") // Mutable lists are made here, by EMPTY_LIST.
    private void append(int from, long at) throws FormatException {
        List<@Nullable Object> items = stack.subList(from, stack.size());
        if (!(stack.get(from - 1) instanceof ArrayList<?> list)) {
            throw cursor.malformed(at, "something is appended to what is no list");
        }
        for (Object item : items) {
            ((List<@Nullable Object>) list).add(published(item, at));
        }
        items.clear();
    }

    @SuppressWarnings("unchecked") // Dicts are made here, by EMPTY_DICT and OrderedDict().
    private void put(int from, long at) throws FormatException {
        List<@Nullable Object> items = stack.subList(from, stack.size());
        if (!(stack.get(from - 1) instanceof Map<?, ?> map)) {
            throw cursor.malformed(at, "an item is set in what is no dict");
        }
        for (int i = 0; i < items.size(); i += 2) {
            put((Map<Object, @Nullable Object>) map, items.get(i), items.get(i + 1), at);
        }
        items.clear();
    }

    private void put(Map<Object, @Nullable Object> map, @Nullable Object key, @Nullable Object value, long at)
            throws FormatException {
        if (!(key instanceof String) && !(key instanceof Long)) {
            throw cursor.malformed(at, "a dict's key is neither text nor an integer");
        }
        map.put(key, published(value, at));
    }

    private @Nullable Object call(@Nullable Object callee, @Nullable Object given, long at) throws IOException {
        if (!(callee instanceof Known known) || !(given instanceof List<?> arguments)) {
            throw cursor.malformed(at, "REDUCE of what is no name");
        }
        return switch (known) {
            case ORDERED_DICT -> orderedDict(arguments, at);
            case REBUILD_TENSOR, REBUILD_TENSOR_V2, REBUILD_TENSOR_V3 -> tensor(known, arguments, at);
            case REBUILD_PARAMETER, REBUILD_PARAMETER_WITH_STATE -> {
                if (arguments.isEmpty() || !(arguments.getFirst() instanceof Buffer parameter)) {
                    throw cursor.malformed(at, "a parameter that is no tensor");
                }
                yield parameter;
            }
            // PyTorch for C++ says of each list and dict what is in it; the last argument is the type's name.
            case SIZE, DEVICE, BUILD_INTLIST, BUILD_TENSORLIST, BUILD_DOUBLELIST, BUILD_BOOLLIST, RESTORE_TYPE_TAG -> {
                if (arguments.size() != (known == Known.RESTORE_TYPE_TAG ? 2 : 1)) {
                    throw cursor.malformed(at, known.name + " takes another number of arguments");
                }
                yield published(arguments.getFirst(), at);
            }
            default -> throw cursor.malformed(at,
                    "the file would call " + callee + ", which is no function of tensors that Sinter knows");
        };
    }

    private Map<Object, @Nullable Object> orderedDict(List<?> arguments, long at) throws FormatException {
        Map<Object, @Nullable Object> map = new LinkedHashMap<>();
        if (arguments.isEmpty()) {
            return map;
        }
        if (arguments.size() != 1 || !(arguments.getFirst() instanceof List<?> pairs)) {
            throw cursor.malformed(at, "OrderedDict takes a list of pairs");
        }
        for (Object pair : pairs) {
            if (!(pair instanceof List<?> both) || both.size() != 2) {
                throw cursor.malformed(at, "OrderedDict takes a list of pairs");
            }
            put(map, both.get(0), both.get(1), at);
        }
        return map;
    }

    /**
     * What a storage is referred to by: {@code ("storage", type, key, location, numel)}, in old files with a view of it, null or
     * {@code (key, offset, numel)}.
     */
    private Reference reference(@Nullable Object id, long at) throws FormatException {
        if (!(id instanceof List<?> parts) || parts.size() < 5 || parts.size() > 6 || !"storage".equals(parts.get(0))
                || !(parts.get(1) instanceof Known type) || !type.isStorage()
                || !(parts.get(2) instanceof String key)) {
            throw cursor.malformed(at, "a storage is needed: its type, its key, its place and its length");
        }
        long whole = count(parts.get(4), at);
        if (parts.size() == 6 && parts.get(5) != null) {
            if (!(parts.get(5) instanceof List<?> view) || view.size() != 3) {
                throw cursor.malformed(at, "a view of a storage has a key, an offset and a length");
            }
            return new Reference(type.dtype, key, whole, count(view.get(1), at), count(view.get(2), at));
        }
        return new Reference(type.dtype, key, whole, 0, whole);
    }

    private long count(@Nullable Object value, long at) throws FormatException {
        if (!(value instanceof Long count) || count < 0) {
            throw cursor.malformed(at, "a length, offset or stride is " + value + ", where 0 or more is needed");
        }
        return count;
    }

    private long[] counts(@Nullable Object value, long at) throws FormatException {
        if (!(value instanceof List<?> list) || list.size() > MOST_AXES) {
            throw cursor.malformed(at, "a tensor's sizes and strides are tuples of at most " + MOST_AXES + " numbers");
        }
        long[] counts = new long[list.size()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = count(list.get(i), at);
        }
        return counts;
    }

    /** {@code (storage, offset, sizes, strides, ...)}; of version 3 the seventh is the dtype. */
    private Buffer tensor(Known known, List<?> arguments, long at) throws IOException {
        int needed = known == Known.REBUILD_TENSOR ? 4 : known == Known.REBUILD_TENSOR_V2 ? 6 : 7;
        if (arguments.size() < needed || !(arguments.get(0) instanceof Reference storage)) {
            throw cursor.malformed(at, known.name + " takes a storage, an offset, sizes and strides");
        }
        DType dtype = storage.dtype;
        if (known == Known.REBUILD_TENSOR_V3 && arguments.get(6) instanceof Known said && said.isDtype()) {
            dtype = said.dtype;
        }
        if (dtype == null || storage.dtype != null && dtype != storage.dtype) {
            throw cursor.malformed(at, "a tensor without a dtype, or with two");
        }
        int width = storage.dtype == null ? 1 : dtype.bytes();
        if (storage.whole > Long.MAX_VALUE / width) {
            throw cursor.malformed(at, "a storage of " + storage.whole + " elements");
        }
        long numel = storage.numel / (dtype.bytes() / width);
        long[] sizes = counts(arguments.get(2), at);
        long[] strides = counts(arguments.get(3), at);
        if (sizes.length != strides.length) {
            throw cursor.malformed(at, "a tensor with sizes " + Arrays.toString(sizes) + " and strides "
                    + Arrays.toString(strides));
        }
        return tensors.read(new TensorReader.View(dtype, storage.key, storage.whole * width, storage.offset, numel,
                count(arguments.get(1), at),
                sizes, strides), cursor, at);
    }
}
