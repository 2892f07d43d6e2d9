package dev.sinter.runtime.formats.pytorch;

import org.jspecify.annotations.Nullable;

/**
 * The opcodes of a pickle that state dicts use, a closed list: those of protocol 2 that make values and call one of the {@link Known}
 * names. Each says how many values it takes from the stack and how many it leaves.
 */
enum Opcode {
    PROTO(0x80, Argument.BYTE, 0, 0),
    STOP('.', Argument.NONE, 1, 0),
    MARK('(', Argument.NONE, 0, 0),
    NONE('N', Argument.NONE, 0, 1),
    NEWTRUE(0x88, Argument.NONE, 0, 1),
    NEWFALSE(0x89, Argument.NONE, 0, 1),
    BININT('J', Argument.INT, 0, 1),
    BININT1('K', Argument.BYTE, 0, 1),
    BININT2('M', Argument.SHORT, 0, 1),
    LONG1(0x8a, Argument.BYTES1, 0, 1),
    BINFLOAT('G', Argument.DOUBLE, 0, 1),
    BINUNICODE('X', Argument.BYTES4, 0, 1),
    SHORT_BINSTRING('U', Argument.BYTES1, 0, 1),
    BINSTRING('T', Argument.BYTES4, 0, 1),
    GLOBAL('c', Argument.LINES, 0, 1),
    EMPTY_TUPLE(')', Argument.NONE, 0, 1),
    TUPLE1(0x85, Argument.NONE, 1, 1),
    TUPLE2(0x86, Argument.NONE, 2, 1),
    TUPLE3(0x87, Argument.NONE, 3, 1),
    TUPLE('t', Argument.NONE, 0, 1),
    EMPTY_LIST(']', Argument.NONE, 0, 1),
    APPEND('a', Argument.NONE, 2, 1),
    APPENDS('e', Argument.NONE, 1, 1),
    EMPTY_DICT('}', Argument.NONE, 0, 1),
    SETITEM('s', Argument.NONE, 3, 1),
    SETITEMS('u', Argument.NONE, 1, 1),
    BINPUT('q', Argument.BYTE, 1, 1),
    LONG_BINPUT('r', Argument.INT, 1, 1),
    BINGET('h', Argument.BYTE, 0, 1),
    LONG_BINGET('j', Argument.INT, 0, 1),
    BINPERSID('Q', Argument.NONE, 1, 1),
    REDUCE('R', Argument.NONE, 2, 1),
    BUILD('b', Argument.NONE, 2, 1);

    /** What follows an opcode: a number, or bytes after their count, or two lines. */
    enum Argument {
        NONE,
        BYTE,
        SHORT,
        INT,
        DOUBLE,
        BYTES1,
        BYTES4,
        LINES
    }

    private static final @Nullable Opcode[] BY_CODE = new @Nullable Opcode[256];

    static {
        for (Opcode opcode : values()) {
            BY_CODE[opcode.code] = opcode;
        }
    }

    final int code;
    final Argument argument;
    final int taken;
    final int left;

    Opcode(int code, Argument argument, int taken, int left) {
        this.code = code;
        this.argument = argument;
        this.taken = taken;
        this.left = left;
    }

    /** The opcode of a byte, or null where it is none of these. */
    static @Nullable Opcode of(int code) {
        return BY_CODE[code];
    }

    /** Whether it takes all values down to the last mark. */
    boolean endsMark() {
        return this == TUPLE || this == APPENDS || this == SETITEMS;
    }
}
