package dev.sinter.runtime.io;

import dev.sinter.runtime.Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes safetensors files: the same tensors give the same bytes.
 *
 * <p>The header's keys are sorted and it is padded with spaces to a multiple of 8 bytes; the data follow with the widest
 * elements first, by name among equals, so that every element lies at a multiple of its width.
 */
public final class SafetensorsWriter {
    private SafetensorsWriter() {}

    /** Replaces {@code file} whole or not at all. */
    public static void write(Path file, Map<String, Buffer> tensors, Map<String, String> metadata) throws IOException {
        byte[] header = header(tensors, metadata);
        AtomicFile.write(file, new AtomicFile.Content() {
            @Override
            public void writeTo(OutputStream out) throws IOException {
                write(out, header, tensors);
            }
        });
    }

    /** Writes the bytes of a file to a stream, which stays open. */
    public static void write(OutputStream out, Map<String, Buffer> tensors, Map<String, String> metadata)
            throws IOException {
        write(out, header(tensors, metadata), tensors);
    }

    private static void write(OutputStream out, byte[] header, Map<String, Buffer> tensors) throws IOException {
        out.write(header);
        for (Map.Entry<String, Buffer> tensor : inDataOrder(tensors)) {
            ElementBytes.write(tensor.getValue(), out);
        }
    }

    private static List<Map.Entry<String, Buffer>> inDataOrder(Map<String, Buffer> tensors) {
        List<Map.Entry<String, Buffer>> order = new ArrayList<>(new TreeMap<>(tensors).entrySet());
        order.sort((a, b) -> Integer.compare(b.getValue().dtype().bytes(), a.getValue().dtype().bytes()));
        return order;
    }

    private static byte[] header(Map<String, Buffer> tensors, Map<String, String> metadata) {
        Map<String, Long> begins = new HashMap<>();
        long at = 0;
        for (Map.Entry<String, Buffer> tensor : inDataOrder(tensors)) {
            begins.put(tensor.getKey(), at);
            at += length(tensor.getValue());
        }
        StringBuilder json = new StringBuilder("{");
        if (!metadata.isEmpty()) {
            json.append('"').append(Safetensors.METADATA).append("\":{");
            for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
                comma(json);
                quote(json, entry.getKey());
                json.append(':');
                quote(json, entry.getValue());
            }
            json.append('}');
        }
        for (Map.Entry<String, Buffer> tensor : new TreeMap<>(tensors).entrySet()) {
            if (tensor.getKey().equals(Safetensors.METADATA)) {
                throw new IllegalArgumentException("no tensor may be named " + Safetensors.METADATA);
            }
            comma(json);
            quote(json, tensor.getKey());
            describe(json, tensor.getValue(), begins.getOrDefault(tensor.getKey(), 0L));
        }
        return padded(json.append('}').toString());
    }

    private static long length(Buffer tensor) {
        return (long) tensor.count() * tensor.dtype().bytes();
    }

    private static void describe(StringBuilder json, Buffer tensor, long begin) {
        json.append(":{\"dtype\":\"").append(Safetensors.dtypeName(tensor.dtype())).append("\",\"shape\":[");
        for (int axis = 0; axis < tensor.rank(); axis++) {
            comma(json).append(tensor.size(axis));
        }
        json.append("],\"data_offsets\":[").append(begin).append(',').append(begin + length(tensor)).append("]}");
    }

    private static StringBuilder comma(StringBuilder json) {
        char last = json.charAt(json.length() - 1);
        return last == '{' || last == '[' ? json : json.append(',');
    }

    private static void quote(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20) {
                json.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                json.append(c == '"' || c == '\\' ? "\\" : "").append(c);
            }
        }
        json.append('"');
    }

    /** The length, the text and the spaces that bring both to a multiple of 8 bytes. */
    private static byte[] padded(String json) {
        ByteBuffer text;
        try {
            text = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(json));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a name holds half a surrogate pair, which UTF-8 cannot spell", e);
        }
        int length = text.remaining() + 7 & -8;
        ByteBuffer header = ByteBuffer.allocate(8 + length).order(ByteOrder.LITTLE_ENDIAN).putLong(length).put(text);
        while (header.hasRemaining()) {
            header.put((byte) ' ');
        }
        return header.array();
    }
}
