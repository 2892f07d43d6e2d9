package dev.sinter.runtime.formats.pytorch;

import dev.sinter.types.DType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The names that a state dict's pickle may mention, a closed list: how PyTorch spells tensors, their storages and the containers around
 * them. None is ever looked up or called; the reader knows what each means.
 */
enum Known {
    ORDERED_DICT("collections", "OrderedDict"),
    REBUILD_TENSOR("torch._utils", "_rebuild_tensor"),
    REBUILD_TENSOR_V2("torch._utils", "_rebuild_tensor_v2"),
    REBUILD_TENSOR_V3("torch._utils", "_rebuild_tensor_v3"),
    REBUILD_PARAMETER("torch._utils", "_rebuild_parameter"),
    REBUILD_PARAMETER_WITH_STATE("torch._utils", "_rebuild_parameter_with_state"),
    SIZE("torch", "Size"),
    DEVICE("torch", "device"),
    RESTORE_TYPE_TAG("torch.jit._pickle", "restore_type_tag"),
    BUILD_INTLIST("torch.jit._pickle", "build_intlist"),
    BUILD_TENSORLIST("torch.jit._pickle", "build_tensorlist"),
    BUILD_DOUBLELIST("torch.jit._pickle", "build_doublelist"),
    BUILD_BOOLLIST("torch.jit._pickle", "build_boollist"),
    UNTYPED_STORAGE("torch.storage", "UntypedStorage"),
    FLOAT_STORAGE("torch", "FloatStorage", DType.F32),
    DOUBLE_STORAGE("torch", "DoubleStorage", DType.F64),
    HALF_STORAGE("torch", "HalfStorage", DType.F16),
    BFLOAT16_STORAGE("torch", "BFloat16Storage", DType.BF16),
    LONG_STORAGE("torch", "LongStorage", DType.I64),
    INT_STORAGE("torch", "IntStorage", DType.I32),
    SHORT_STORAGE("torch", "ShortStorage", DType.I16),
    CHAR_STORAGE("torch", "CharStorage", DType.I8),
    BYTE_STORAGE("torch", "ByteStorage", DType.U8),
    BOOL_STORAGE("torch", "BoolStorage", DType.BOOL),
    FLOAT32("torch", "float32", DType.F32),
    FLOAT64("torch", "float64", DType.F64),
    FLOAT16("torch", "float16", DType.F16),
    BFLOAT16("torch", "bfloat16", DType.BF16),
    INT64("torch", "int64", DType.I64),
    INT32("torch", "int32", DType.I32),
    INT16("torch", "int16", DType.I16),
    INT8("torch", "int8", DType.I8),
    UINT8("torch", "uint8", DType.U8),
    BOOL("torch", "bool", DType.BOOL);

    /** The two lines by which a pickle names it. */
    final byte[] lines;
    final String module;
    final String name;
    /** Of a storage with elements of one dtype, or of a dtype itself. */
    final @Nullable DType dtype;

    Known(String module, String name) {
        this(module, name, null);
    }

    Known(String module, String name, @Nullable DType dtype) {
        this.module = module;
        this.name = name;
        this.dtype = dtype;
        this.lines = (module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8);
    }

    boolean isStorage() {
        return name.endsWith("Storage");
    }

    boolean isDtype() {
        return dtype != null && !isStorage();
    }

    /** The storage with elements of {@code dtype}. */
    static Known storage(DType dtype) {
        for (Known known : values()) {
            if (known.dtype == dtype && known.isStorage()) {
                return known;
            }
        }
        throw new IllegalArgumentException("PyTorch has no storage of " + dtype.text());
    }

    /** The one whose two lines these are, or null. */
    static @Nullable Known of(byte[] bytes, int length) {
        for (Known known : values()) {
            if (Arrays.equals(known.lines, 0, known.lines.length, bytes, 0, length)) {
                return known;
            }
        }
        return null;
    }

    /** {@code torch.Size}. */
    @Override
    public String toString() {
        return module + "." + name;
    }
}
