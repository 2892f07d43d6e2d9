package dev.sinter.runtime.io;

import dev.sinter.types.DType;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The head of a {@code .npy} file: magic, version, and a Python dictionary such as
 * {@code {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }}.
 */
final class NpyHeader {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

    final DType dtype;
    final ByteOrder order;
    final boolean isFortran;
    final long[] sizes;
    /** Where the elements begin. */
    final long dataStart;

    private NpyHeader(DType dtype, ByteOrder order, boolean isFortran, long[] sizes, long dataStart) {
        this.dtype = dtype;
        this.order = order;
        this.isFortran = isFortran;
        this.sizes = sizes;
        this.dataStart = dataStart;
    }

    static NpyHeader read(ByteSource source) throws IOException {
        byte[] magic = new byte[MAGIC.length];
        source.at(0, 8).get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            throw source.malformed(0, "an .npy file begins with \\x93NUMPY");
        }
        int version = source.at(6, 1).get();
        int minor = source.at(7, 1).get();
        if (version < 1 || version > 3 || minor != 0) {
            throw source.malformed(6,
                    "the version is " + (version & 0xff) + "." + (minor & 0xff) + "; Sinter reads 1.0, 2.0 and 3.0");
        }
        int textStart = version == 1 ? 10 : 12;
        long length = version == 1 ? source.at(8, 2).getShort() & 0xffff : source.at(8, 4).getInt() & 0xffff_ffffL;
        if (length > source.size() - textStart) {
            throw source.malformed(8,
                    "the header's length is " + length + ", but " + (source.size() - textStart) + " bytes follow");
        }
        if (length > ByteSource.SMALL_TEXT) {
            throw source.malformed(8,
                    "the header's length is " + length + "; Sinter reads up to " + ByteSource.SMALL_TEXT);
        }
        byte[] text = new byte[(int) length];
        source.at(textStart, text.length).get(text);
        Charset charset = version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
        return new Dictionary(source, textStart, new String(text, charset)).read(textStart + length);
    }

    /** The text that NumPy itself would write in version 1.0, padded so that the elements begin at a multiple of 64 bytes. */
    static byte[] write(DType dtype, long[] sizes) {
        StringBuilder text = new StringBuilder("{'descr': '").append(descriptor(dtype))
                .append("', 'fortran_order': False, 'shape': (");
        for (int axis = 0; axis < sizes.length; axis++) {
            text.append(axis == 0 ? "" : " ").append(sizes[axis])
                    .append(axis < sizes.length - 1 || axis == 0 ? "," : "");
        }
        text.append("), }");
        if (sizes.length > 0) {
            // NumPy leaves room for the first size to grow to 21 digits in place.
            text.append(" ".repeat(21 - Long.toString(sizes[0]).length()));
        }
        int headLength = MAGIC.length + 4;
        text.append(" ".repeat(63 - (headLength + text.length()) % 64)).append('\n');
        byte[] header = Arrays.copyOf(MAGIC, headLength + text.length());
        header[6] = 1;
        header[8] = (byte) text.length();
        header[9] = (byte) (text.length() >> 8);
        byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, header, headLength, bytes.length);
        return header;
    }

    private static String descriptor(DType dtype) {
        return switch (dtype) {
            case F32 -> "<f4";
            case F64 -> "<f8";
            case F16 -> "<f2";
            case I64 -> "<i8";
            case I32 -> "<i4";
            case I16 -> "<i2";
            case I8 -> "|i1";
            case U8 -> "|u1";
            case BOOL -> "|b1";
            case BF16 -> throw new IllegalArgumentException(
                    "NumPy has no bf16, so .npy cannot hold it; write .safetensors, or convert to f32");
        };
    }

    private static @Nullable DType dtype(String kindAndWidth) {
        return switch (kindAndWidth) {
            case "f4" -> DType.F32;
            case "f8" -> DType.F64;
            case "f2" -> DType.F16;
            case "i8" -> DType.I64;
            case "i4" -> DType.I32;
            case "i2" -> DType.I16;
            case "i1" -> DType.I8;
            case "u1" -> DType.U8;
            case "b1" -> DType.BOOL;
            default -> null;
        };
    }

    /** The parser: exactly the three keys, in any order, as Python literals. */
    private static final class Dictionary {
        private final ByteSource source;
        private final long origin;
        private final String text;
        private int at;

        Dictionary(ByteSource source, long origin, String text) {
            this.source = source;
            this.origin = origin;
            this.text = text;
        }

        NpyHeader read(long dataStart) throws FormatException {
            String descriptor = null;
            Boolean fortran = null;
            long[] sizes = null;
            expect('{');
            while (!accept('}')) {
                String key = string();
                expect(':');
                if (key.equals("descr") && descriptor == null) {
                    descriptor = descriptor();
                } else if (key.equals("fortran_order") && fortran == null) {
                    fortran = bool();
                } else if (key.equals("shape") && sizes == null) {
                    sizes = tuple();
                } else {
                    throw malformed("the header has the key '" + key + "' twice or should not have it at all");
                }
                if (!accept(',')) {
                    expect('}');
                    break;
                }
            }
            skipSpace();
            if (at < text.length()) {
                throw malformed("the header goes on after its end");
            }
            if (descriptor == null || fortran == null || sizes == null) {
                throw malformed("the header needs 'descr', 'fortran_order' and 'shape'");
            }
            char order = descriptor.charAt(0);
            DType dtype = dtype(descriptor.substring(1));
            if (dtype == null || order != '<' && order != '>' && (order != '|' || dtype.bytes() > 1)) {
                throw malformed("the elements are '" + descriptor + "'; Sinter reads f2 f4 f8 i1 i2 i4 i8 u1 and b1");
            }
            return new NpyHeader(dtype, order == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN, fortran, sizes,
                    dataStart);
        }

        private FormatException malformed(String reason) {
            return source.malformed(origin + at, reason);
        }

        private String descriptor() throws FormatException {
            skipSpace();
            if (at < text.length() && text.charAt(at) == '[') {
                throw malformed("the elements are records; Sinter reads plain numbers only");
            }
            String descriptor = string();
            if (descriptor.endsWith("O")) {
                throw malformed("the elements are Python objects, which only running code could restore");
            }
            if (descriptor.isEmpty()) {
                throw malformed("the descriptor is empty");
            }
            return descriptor;
        }

        private String string() throws FormatException {
            skipSpace();
            char quote = at < text.length() ? text.charAt(at) : ' ';
            if (quote != '\'' && quote != '"') {
                throw malformed("a string in quotes is needed");
            }
            int end = text.indexOf(quote, at + 1);
            int escape = text.indexOf('\\', at);
            if (end < 0 || escape >= 0 && escape < end) {
                throw malformed("a string does not end, or holds an escape");
            }
            String content = text.substring(at + 1, end);
            at = end + 1;
            return content;
        }

        private boolean bool() throws FormatException {
            skipSpace();
            for (boolean value : new boolean[]{false, true}) {
                String word = value ? "True" : "False";
                if (text.startsWith(word, at)) {
                    at += word.length();
                    return value;
                }
            }
            throw malformed("True or False is needed");
        }

        private long[] tuple() throws FormatException {
            long[] sizes = new long[ElementBytes.MOST_AXES];
            int count = 0;
            boolean hasComma = false;
            expect('(');
            while (!accept(')')) {
                if (count == sizes.length) {
                    throw malformed("a shape has at most " + sizes.length + " dimensions");
                }
                sizes[count++] = number();
                hasComma = accept(',');
                if (!hasComma) {
                    expect(')');
                    break;
                }
            }
            if (count == 1 && !hasComma) {
                throw malformed("a tuple of one number has a comma");
            }
            return Arrays.copyOf(sizes, count);
        }

        private long number() throws FormatException {
            skipSpace();
            int start = at;
            while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                at++;
            }
            try {
                return Long.parseLong(text, start, at, 10);
            } catch (NumberFormatException e) {
                throw malformed("a whole number of 0 or more is needed");
            }
        }

        private void expect(char c) throws FormatException {
            if (!accept(c)) {
                throw malformed("'" + c + "' is needed");
            }
        }

        private boolean accept(char c) {
            skipSpace();
            boolean there = at < text.length() && text.charAt(at) == c;
            at += there ? 1 : 0;
            return there;
        }

        private void skipSpace() {
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\n')) {
                at++;
            }
        }
    }
}
