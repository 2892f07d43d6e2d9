package dev.sinter.runtime.io;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sinter.types.DType;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Our reader accepts exactly the headers that an independent reading, on top of Jackson's parser, accepts, and understands the same. */
class HeaderOracleTest {
    private static final JsonFactory JSON = JsonFactory.builder().build()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    private static final String ALPHABET = "{}[]:,\"\\0123456789 \nabux-.eFtn";

    /** What the header says, as text, by name; {@link IOException} where it is not as it should be. */
    private static Map<String, String> judge(byte[] header, long dataLength) throws IOException {
        Map<String, String> tensors = new TreeMap<>();
        List<long[]> places = new ArrayList<>();
        try (JsonParser json = JSON.createParser(header)) {
            require(header.length > 0 && header[0] == '{' && json.nextToken() == JsonToken.START_OBJECT);
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                require(json.nextToken() == JsonToken.START_OBJECT);
                if (name.equals("__metadata__")) {
                    while (json.nextToken() != JsonToken.END_OBJECT) {
                        require(json.nextToken() == JsonToken.VALUE_STRING);
                    }
                } else {
                    tensors.put(name, tensor(json, places));
                }
            }
            require(json.nextToken() == null);
        }
        places.sort(Comparator.<long[]>comparingLong(place -> place[0]).thenComparingLong(place -> place[1]));
        long at = 0;
        for (long[] place : places) {
            require(place[0] == at && place[1] >= at);
            at = place[1];
        }
        require(at == dataLength);
        return tensors;
    }

    private static String tensor(JsonParser json, List<long[]> places) throws IOException {
        Map<String, String> parts = new TreeMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            JsonToken value = json.nextToken();
            require(key.equals("dtype") ? value == JsonToken.VALUE_STRING : value == JsonToken.START_ARRAY);
            parts.put(key, key.equals("dtype") ? json.getText() : Arrays.toString(numbers(json)));
            if (key.equals("data_offsets")) {
                places.add(Arrays.stream(parts.get(key).replaceAll("[\\[\\] ]", "").split(","))
                        .mapToLong(Long::parseLong).toArray());
            }
        }
        require(parts.keySet().equals(Set.of("dtype", "shape", "data_offsets")));
        require(Arrays.stream(DType.values()).anyMatch(dtype -> dtype.name().equals(parts.get("dtype"))));
        long[] place = places.get(places.size() - 1);
        require(place.length == 2);
        BigInteger length = BigInteger.valueOf(DType.valueOf(parts.get("dtype")).bytes());
        for (String size : parts.get("shape").replaceAll("[\\[\\] ]", "").split(",")) {
            length = length.multiply(size.isEmpty() ? BigInteger.ONE : new BigInteger(size));
        }
        require(length.equals(BigInteger.valueOf(place[1] - place[0])));
        return parts.get("dtype").toLowerCase(Locale.ROOT) + parts.get("shape").replace(" ", "");
    }

    private static long[] numbers(JsonParser json) throws IOException {
        List<Long> numbers = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            require(json.currentToken() == JsonToken.VALUE_NUMBER_INT && json.getText().matches("[0-9]+"));
            require(json.getNumberType() != JsonParser.NumberType.BIG_INTEGER);
            numbers.add(json.getLongValue());
        }
        return numbers.stream().mapToLong(Long::longValue).toArray();
    }

    private static void require(boolean condition) throws IOException {
        if (!condition) {
            throw new IOException("not a safetensors header");
        }
    }

    private static Map<String, String> ours(byte[] header, int dataLength) throws IOException {
        byte[] file = SafetensorsTest.file("", header.length + dataLength);
        file[0] = (byte) header.length;
        file[1] = (byte) (header.length >> 8);
        System.arraycopy(header, 0, file, 8, header.length);
        Map<String, String> tensors = new TreeMap<>();
        try (Safetensors opened = Safetensors.open(ByteSource.of("f", file))) {
            opened.names().forEach(name -> tensors.put(name, opened.type(name).toString()));
        }
        return tensors;
    }

    @Test
    void agreesWithAnIndependentReading() {
        String valid = "{\"__metadata__\":{\"a\":\"b\"},\"a\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]},"
                + "\"b\\u0061\":{\"dtype\":\"I8\",\"shape\":[],\"data_offsets\":[8,9]},\"x\":{\"dtype\":\"F64\",\"shape\":[0],\"data_offsets\":[9,9]}} ";
        Random random = new Random(7);
        int accepted = 0;
        for (int round = 0; round < 100_000; round++) {
            StringBuilder text = new StringBuilder(valid);
            for (int edits = random.nextInt(3); edits >= 0; edits--) {
                int at = random.nextInt(text.length());
                String piece = String.valueOf(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
                int end = random.nextInt(3) == 0 ? at : at + 1;
                text.replace(at, end, random.nextInt(3) == 0 ? "" : piece);
            }
            byte[] header = text.toString().getBytes(StandardCharsets.US_ASCII);
            Map<String, String> expected = null;
            try {
                expected = judge(header, 9);
            } catch (IOException | NumberFormatException e) {
                // Malformed.
            }
            Map<String, String> found = null;
            try {
                found = ours(header, 9);
                accepted++;
            } catch (IOException e) {
                assertThat(e).isInstanceOf(FormatException.class);
            }
            assertThat(found).as("%s", text).isEqualTo(expected);
        }
        assertThat(accepted).isBetween(2_000, 90_000);
    }
}
