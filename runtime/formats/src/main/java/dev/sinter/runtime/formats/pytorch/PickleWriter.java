package dev.sinter.runtime.formats.pytorch;

import dev.sinter.runtime.Buffer;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes values as a pickle of protocol 2 that PyTorch's unpickler reads, also the one that only reads weights. */
final class PickleWriter {
    private static final int DEEPEST = 100;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    /** The storages by number; tensors over one array share one. */
    private final List<Buffer> storages = new ArrayList<>();
    private final IdentityHashMap<Object, Integer> numbers = new IdentityHashMap<>();

    /** The pickle of a value. */
    byte[] write(@Nullable Object value) {
        op(Opcode.PROTO);
        out.write(2);
        put(value, 0);
        op(Opcode.STOP);
        return out.toByteArray();
    }

    /** The storages that the pickle refers to, each by its place in the list. */
    List<Buffer> storages() {
        return storages;
    }

    private void op(Opcode opcode) {
        out.write(opcode.code);
    }

    private void put(@Nullable Object value, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("maps and lists are within each other more than " + DEEPEST + " deep");
        }
        switch (value) {
            case null -> op(Opcode.NONE);
            case Buffer tensor -> tensor(tensor);
            case Boolean truth -> op(truth ? Opcode.NEWTRUE : Opcode.NEWFALSE);
            case Double number -> number(number);
            case Float number -> number(number);
            case Long number -> integer(number);
            case Integer number -> integer(number);
            case BigInteger number -> integer(number);
            case String text -> text(text);
            case Map<?, ?> map -> dict(map, depth);
            case List<?> list -> {
                op(Opcode.EMPTY_LIST);
                op(Opcode.MARK);
                list.forEach(item -> put(item, depth + 1));
                op(Opcode.APPENDS);
            }
            default -> throw new IllegalArgumentException("a " + value.getClass().getName()
                    + " cannot be written for PyTorch; buffers, numbers, texts, lists and maps can");
        }
    }

    /** A plain dict: PyTorch for C++ reads no OrderedDict, and {@code load_state_dict} takes either. */
    private void dict(Map<?, ?> map, int depth) {
        op(Opcode.EMPTY_DICT);
        op(Opcode.MARK);
        map.forEach((key, value) -> {
            if (!(key instanceof String) && !(key instanceof Long) && !(key instanceof Integer)) {
                throw new IllegalArgumentException("a map's key is a text or an integer, not " + key);
            }
            put(key, depth + 1);
            put(value, depth + 1);
        });
        op(Opcode.SETITEMS);
    }

    private void name(Known known) {
        op(Opcode.GLOBAL);
        out.writeBytes(known.lines);
    }

    private void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        op(Opcode.BINUNICODE);
        little(bytes.length, 4);
        out.writeBytes(bytes);
    }

    private void little(long value, int count) {
        for (int i = 0; i < count; i++) {
            out.write((int) (value >> 8 * i));
        }
    }

    private void number(double number) {
        op(Opcode.BINFLOAT);
        little(Long.reverseBytes(Double.doubleToRawLongBits(number)), 8);
    }

    private void integer(long number) {
        if (number >= 0 && number < 256) {
            op(Opcode.BININT1);
            out.write((int) number);
        } else if (number == (int) number) {
            op(Opcode.BININT);
            little(number, 4);
        } else {
            op(Opcode.LONG1);
            out.write(8);
            little(number, 8);
        }
    }

    private void integer(BigInteger number) {
        byte[] bytes = number.toByteArray();
        if (bytes.length > 255) {
            throw new IllegalArgumentException("an integer of " + bytes.length + " bytes is too long");
        }
        op(Opcode.LONG1);
        out.write(bytes.length);
        for (int i = bytes.length - 1; i >= 0; i--) {
            out.write(bytes[i]);
        }
    }

    private void tensor(Buffer tensor) {
        name(Known.REBUILD_TENSOR_V2);
        op(Opcode.MARK);
        storage(tensor);
        integer(0);
        op(Opcode.MARK);
        for (long size : tensor.sizes()) {
            integer(size);
        }
        op(Opcode.TUPLE);
        op(Opcode.MARK);
        for (long stride : strides(tensor.sizes())) {
            integer(stride);
        }
        op(Opcode.TUPLE);
        op(Opcode.NEWFALSE);
        name(Known.ORDERED_DICT);
        op(Opcode.EMPTY_TUPLE);
        op(Opcode.REDUCE);
        op(Opcode.TUPLE);
        op(Opcode.REDUCE);
    }

    private void storage(Buffer tensor) {
        Integer known = numbers.get(tensor.array());
        int number = known != null && storages.get(known).dtype() == tensor.dtype() ? known : storages.size();
        if (number == storages.size()) {
            storages.add(tensor);
            numbers.put(tensor.array(), number);
        }
        op(Opcode.MARK);
        text("storage");
        name(Known.storage(tensor.dtype()));
        text(Integer.toString(number));
        text("cpu");
        integer(tensor.count());
        op(Opcode.TUPLE);
        op(Opcode.BINPERSID);
    }

    /** As PyTorch has them for row-major tensors: an axis without elements counts as one of size 1. */
    private static long[] strides(long[] sizes) {
        long[] strides = new long[sizes.length];
        long stride = 1;
        for (int axis = sizes.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= Math.max(1, sizes[axis]);
        }
        return strides;
    }
}
