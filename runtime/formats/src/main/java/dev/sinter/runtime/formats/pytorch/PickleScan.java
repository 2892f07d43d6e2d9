package dev.sinter.runtime.formats.pytorch;

import dev.sinter.runtime.io.ByteSource;
import dev.sinter.runtime.io.FormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Goes through a pickle without making any of its values, and refuses what is not on the closed lists, what takes from an empty stack,
 * and what would take much more memory than it has bytes. What it lets pass can be built.
 */
final class PickleScan {
    private static final int DEEPEST = 1000;
    /** What a file's values may take beside twice its size. */
    private static final long ROOM = 16 << 20;

    private final Cursor cursor;
    private final ByteSource source;
    private final int[] marks = new int[DEEPEST];
    private final byte[] name = new byte[256];
    private int open;
    private int depth;
    private int memo;
    private long memory;

    private PickleScan(ByteSource source, long position) {
        this.source = source;
        this.cursor = new Cursor(source, position);
    }

    /** Where the pickle that begins at {@code position} ends. */
    static long end(ByteSource source, long position) throws IOException {
        return new PickleScan(source, position).scan();
    }

    private long scan() throws IOException {
        while (true) {
            long at = cursor.position();
            int code = cursor.u1();
            Opcode opcode = Opcode.of(code);
            if (opcode == null) {
                throw cursor.malformed(at, String.format(
                        "0x%02x is no opcode that a state dict's pickle has; Sinter reads what torch.save writes by itself, in protocol 2",
                        code));
            }
            argument(opcode, at);
            stack(opcode, at);
            if (memory > ROOM + 2 * source.size()) {
                throw cursor.malformed(at, "what the pickle makes takes much more memory than the file has bytes");
            }
            if (opcode == Opcode.STOP) {
                if (depth != 0 || open != 0) {
                    throw cursor.malformed(at, "the pickle ends with values left on its stack");
                }
                return cursor.position();
            }
        }
    }

    private void argument(Opcode opcode, long at) throws IOException {
        switch (opcode.argument) {
            case NONE -> memory += opcode == Opcode.EMPTY_DICT || opcode == Opcode.REDUCE ? 200 : 40;
            case BYTE -> index(opcode, cursor.u1(), at);
            case SHORT -> {
                cursor.u2();
                memory += 24;
            }
            case INT -> index(opcode, cursor.i4(), at);
            case DOUBLE -> {
                cursor.f8();
                memory += 24;
            }
            case BYTES1 -> text(cursor.u1(), at);
            case BYTES4 -> text(cursor.i4(), at);
            case LINES -> known(at);
        }
    }

    private void text(int length, long at) throws IOException {
        if (length < 0) {
            throw cursor.malformed(at, "a text has " + Integer.toUnsignedString(length) + " bytes");
        }
        cursor.skip(length);
        // Decoding has an array of characters and one of bytes.
        memory += 80 + 4L * length;
    }

    /** Values are numbered in the order in which they are kept. */
    private void index(Opcode opcode, int index, long at) throws FormatException {
        switch (opcode) {
            case PROTO -> {
                if (index != 2) {
                    throw cursor.malformed(at, "the pickle has protocol " + index
                            + "; Sinter reads protocol 2, which torch.save writes by itself");
                }
            }
            case BINPUT, LONG_BINPUT -> {
                if (index < 0 || index > memo) {
                    throw cursor.malformed(at, "a value is kept under number " + Integer.toUnsignedString(index)
                            + " where " + memo + " is the next");
                }
                memory += index == memo ? 8 : 0;
                memo = Math.max(memo, index + 1);
            }
            case BINGET, LONG_BINGET -> {
                if (index < 0 || index >= memo) {
                    throw cursor.malformed(at,
                            "there is no value under number " + Integer.toUnsignedString(index) + ", of " + memo);
                }
            }
            default -> memory += 24;
        }
    }

    private void known(long at) throws IOException {
        int length = cursor.twoLines(name);
        if (Known.of(name, length) == null) {
            String call = new String(Arrays.copyOf(name, length), StandardCharsets.UTF_8).stripTrailing()
                    .replace('\n', '.').replaceAll("\\p{Cntrl}", "?");
            throw cursor.malformed(at, "the file would call " + call
                    + "; Sinter reads only state dicts (tensors, numbers, texts, lists and dicts) and runs no code:"
                    + " save model.state_dict(), not the model");
        }
    }

    private void stack(Opcode opcode, long at) throws FormatException {
        if (opcode == Opcode.MARK) {
            if (open == DEEPEST) {
                throw cursor.malformed(at, "the pickle is nested more than " + DEEPEST + " deep");
            }
            marks[open++] = depth;
            return;
        }
        if (opcode.endsMark()) {
            if (open == 0) {
                throw cursor.malformed(at, opcode + " without a mark");
            }
            int mark = marks[--open];
            if (opcode == Opcode.SETITEMS && (depth - mark) % 2 != 0) {
                throw cursor.malformed(at, "a dict's key has no value");
            }
            memory += (opcode == Opcode.SETITEMS ? 32L : 8L) * (depth - mark);
            depth = mark;
        }
        int floor = open == 0 ? 0 : marks[open - 1];
        if (depth - opcode.taken < floor) {
            throw cursor.malformed(at, opcode + " takes more than there is on the stack");
        }
        depth += opcode.left - opcode.taken;
        // The stack itself grows by doubling.
        memory += 8L * Math.max(0, opcode.left - opcode.taken);
    }
}
