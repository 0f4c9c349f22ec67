// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/pickle_calls.h"

#include "core/formats/pickle_arrays.h"
#include "core/formats/pickle_tensors.h"
#include "core/formats/torch_file.h"
#include "core/formats/utf8.h"

namespace syper::core {
namespace {

PickleRef tensorCall(PickleDocument& document, const PickleArguments& given, const PickleNode& callee) {
    const PickleNode& storage = given.node(0, PickleKind::Storage);
    PickleTensor tensor;
    tensor.storage = std::uint32_t(storage.integer);
    tensor.offset = given.node(1, PickleKind::Int).integer;
    tensor.sizes = given.whole(2);
    tensor.strides = given.whole(3);
    tensor.type = document.storages[tensor.storage].type;
    if (callee.text.ends_with("_v3")) tensor.type = typeOf(document, given.node(6));
    return addTensor(document, std::move(tensor));
}

/// A list of pairs as a Dict's items.
PickleRef dictCall(PickleDocument& document, const PickleArguments& given) {
    PickleNode dict{.kind = PickleKind::Dict};
    if (given.count() > 1) given.wrong();
    if (given.count() == 1) {
        const PickleNode& pairs = given.node(0);
        if (pairs.kind == PickleKind::Dict) {
            document.spend(pairs.items.size());
            dict.items = pairs.items;
        } else {
            if (pairs.kind != PickleKind::List && pairs.kind != PickleKind::Tuple) given.wrong();
            document.spend(2 * pairs.items.size());
            for (const PickleRef pair : pairs.items) {
                const PickleNode& both = document.at(pair);
                if ((both.kind != PickleKind::List && both.kind != PickleKind::Tuple) || both.items.size() != 2)
                    given.wrong();
                dict.items.insert(dict.items.end(), both.items.begin(), both.items.end());
            }
        }
    }
    return document.add(std::move(dict));
}

PickleRef sequenceCall(PickleDocument& document, const PickleArguments& given, PickleKind kind) {
    PickleNode sequence{.kind = kind};
    if (given.count() > 1) given.wrong();
    if (given.count() == 1) {
        const PickleNode& items = given.node(0);
        if (items.kind != PickleKind::List && items.kind != PickleKind::Tuple && items.kind != PickleKind::Set)
            given.wrong();
        document.spend(items.items.size());
        sequence.items = items.items;
    }
    return document.add(std::move(sequence));
}

PickleRef textCall(PickleDocument& document, const PickleArguments& given) {
    std::string text;
    for (std::size_t i = 0; i < given.count(); ++i) {
        const PickleNode& part = given.node(i);
        if (part.kind == PickleKind::Int)
            text += ":" + std::to_string(part.integer);  // torch.device('cuda', 0)
        else
            text += (text.empty() || text == "/" ? "" : "/") + std::string(given.node(i, PickleKind::Text).text);
    }
    return document.add({.kind = PickleKind::Text, .text = document.keep(std::move(text))});
}

PickleRef encodeCall(PickleDocument& document, const PickleArguments& given) {
    const std::string_view text = given.node(0, PickleKind::Text).text;
    const auto bytes = encodeLatin1(text);
    if (!bytes || (given.count() > 1 && given.node(1, PickleKind::Text).text != "latin1")) given.wrong();
    return document.add({.kind = PickleKind::Bytes, .text = document.keep(*bytes)});
}

/// StyleGAN2-ADA's and StyleGAN3's persistent classes: a table with class_name, state, and source text that stays text.
PickleRef persistentCall(PickleDocument& document, const PickleArguments& given) {
    const PickleNode& meta = given.node(0, PickleKind::Dict);
    const PickleNode* name = document.find(meta, "class_name");
    if (name == nullptr || name->kind != PickleKind::Text) given.wrong();
    PickleNode object{.kind = PickleKind::Object, .text = name->text};
    for (std::size_t i = 0; i < meta.items.size(); i += 2)
        if (document.at(meta.items[i]).text == "state") object.items = {meta.items[i + 1]};
    return document.add(std::move(object));
}

/// torch._tensor._rebuild_from_type_v2(builder, type, arguments, state).
PickleRef subclassCall(PickleDocument& document, const PickleArguments& given) {
    const PickleNode& builder = given.node(0, PickleKind::Global);
    if (builder.integer == kLayerGlobal || known(builder).role != PickleRole::RebuildTensor) given.wrong();
    return tensorCall(document, PickleArguments(document, builder, given.ref(2)), builder);
}

/// A whole torch.save in bytes.
PickleRef innerFileCall(PickleDocument& document, const PickleArguments& given, bool nested) {
    if (nested) refuseFile(document.file(), "it holds files inside files inside files", "choose another file");
    const std::string_view bytes = given.node(0, PickleKind::Bytes).text;
    return readLegacyTorch(document, {reinterpret_cast<const std::byte*>(bytes.data()), bytes.size()}, true);
}

/// A quantizer's rounding function, which the published layers keep beside their tensors: a name, no more.
PickleRef attributeCall(PickleDocument& document, const PickleArguments& given) {
    const PickleNode& owner = given.node(0);
    if (owner.kind != PickleKind::Global || owner.integer != kLayerGlobal) refuseGlobal(document, "builtins.getattr");
    return document.add({.kind = PickleKind::None});
}

PickleRef knownCall(PickleDocument& document, const PickleNode& callee, const PickleArguments& given, bool nested) {
    switch (known(callee).role) {
        case PickleRole::RebuildTensor:
            return tensorCall(document, given, callee);
        case PickleRole::RebuildParameter:
            (void)given.node(0, PickleKind::Tensor);
            return given.ref(0);
        case PickleRole::RebuildFromType:
            return subclassCall(document, given);
        case PickleRole::LoadFromBytes:
            return innerFileCall(document, given, nested);
        case PickleRole::DictClass:
            return dictCall(document, given);
        case PickleRole::DefaultDict:
            return document.add({.kind = PickleKind::Dict});
        case PickleRole::SetClass:
            return sequenceCall(document, given, PickleKind::Set);
        case PickleRole::TupleClass:
            return sequenceCall(document, given, PickleKind::Tuple);
        case PickleRole::ByteArray:
            return document.add(
                {.kind = PickleKind::Bytes,
                 .text = given.count() == 0 ? std::string_view() : given.node(0, PickleKind::Bytes).text});
        case PickleRole::TextClass:
            return textCall(document, given);
        case PickleRole::Encode:
            return encodeCall(document, given);
        case PickleRole::NumpyDtype:
            return dtypeCall(document, given);
        case PickleRole::NumpyReconstruct:
            return document.add({.kind = PickleKind::Array});
        case PickleRole::NumpyFromBuffer:
            return bufferCall(document, given);
        case PickleRole::NumpyScalar:
            return scalarCall(document, given);
        case PickleRole::Persistent:
            return persistentCall(document, given);
        case PickleRole::Record:
            return document.add({.kind = PickleKind::Object, .text = callee.text});
        case PickleRole::Reconstructor: {
            const PickleNode& type = given.node(0, PickleKind::Global);
            if (type.integer != kLayerGlobal && known(type).role != PickleRole::Record) given.wrong();
            return document.add({.kind = PickleKind::Object, .text = type.text});
        }
        case PickleRole::Attribute:
            return attributeCall(document, given);
        case PickleRole::StorageClass:
        case PickleRole::TorchDtype:
        case PickleRole::TypeName:
            break;
    }
    given.wrong();
}

}  // namespace

PickleRef describeCall(PickleDocument& document, PickleRef callee, PickleRef arguments, bool nested) {
    const PickleNode& function = document.at(callee);
    if (function.kind != PickleKind::Global)
        refuseFile(document.file(), "it calls a value that is no class, and nothing in a file is ever run",
                   "choose another file");
    const PickleArguments given(document, function, arguments);
    if (function.integer == kLayerGlobal) return document.add({.kind = PickleKind::Object, .text = function.text});
    return knownCall(document, function, given, nested);
}

void describeState(PickleDocument& document, PickleRef object, PickleRef state) {
    PickleNode& target = document.at(object);
    switch (target.kind) {
        case PickleKind::Object:
            // (state, slots) pairs hold the state first; None means that there is none.
            if (document.at(state).kind == PickleKind::Dict) target.items = {state};
            return;
        case PickleKind::Array:
            arrayState(document, target, state);
            return;
        case PickleKind::Dtype: {
            const PickleNode& parts = document.at(state);  // version, byte order, ..
            if (parts.kind == PickleKind::Tuple && parts.items.size() > 1 && document.at(parts.items[1]).text == ">") {
                target.integer = -1;
                target.text = document.keep(">" + std::string(target.text));
            }
            return;
        }
        case PickleKind::Dict:    // attributes of a table, such as a state dict's _metadata
        case PickleKind::Tensor:  // attributes of a parameter
            return;
        default:
            refuseFile(document.file(), "it gives a state to a value that has none");
    }
}

PickleRef describePersistent(PickleDocument& document, PickleRef id) {
    const PickleNode callee{.text = "torch.Storage"};
    const PickleArguments given(document, callee, id);
    const std::string_view kind = given.node(0, PickleKind::Text).text;
    if (kind == "module") return given.ref(1);  // ('module', class, source file, source)
    const PickleNode& type = given.node(1, PickleKind::Global);
    if (kind != "storage" || type.integer == kLayerGlobal || known(type).role != PickleRole::StorageClass)
        given.wrong();
    PickleStorage storage{.type = known(type).type, .key = given.node(2, PickleKind::Text).text};
    storage.count = given.node(4, PickleKind::Int).integer;
    if (given.count() > 5 && given.node(5).kind != PickleKind::None) {
        const PickleArguments view(document, callee, given.ref(5));  // key of the view, offset, elements
        storage.offset = view.node(1, PickleKind::Int).integer;
        storage.count = view.node(2, PickleKind::Int).integer;
    }
    constexpr std::int64_t kMost = std::int64_t(1) << 48;
    if (storage.count < 0 || storage.count > kMost || storage.offset < 0 || storage.offset > kMost) given.wrong();
    document.storages.push_back(storage);
    return document.add({.kind = PickleKind::Storage, .integer = std::int64_t(document.storages.size() - 1)});
}

}  // namespace syper::core
