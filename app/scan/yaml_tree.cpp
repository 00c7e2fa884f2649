// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/yaml_tree.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <istream>
#include <streambuf>

namespace belay::scan {

namespace {

constexpr std::size_t largestText = 256 * 1024;
constexpr std::size_t mostNodes = 50'000;
constexpr std::size_t deepest = 64;

/// Ends the parser from inside one of its calls; caught in this file.
struct TooMuch
{
};

/// Builds trees out of the parser's events.
class Builder : public YAML::EventHandler
{
public:
    explicit Builder(const std::vector<Text> &lines)
        : m_lines(lines)
    {
    }

    std::vector<YamlNode> documents;

    void OnDocumentStart(const YAML::Mark &) override { m_open.clear(); }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark &mark, YAML::anchor_t) override { scalar(mark, std::string()); }
    void OnAlias(const YAML::Mark &mark, YAML::anchor_t) override { scalar(mark, std::string()); }
    void OnScalar(const YAML::Mark &mark, const std::string &, YAML::anchor_t,
                  const std::string &value) override
    {
        scalar(mark, value);
    }
    void OnSequenceStart(const YAML::Mark &mark, const std::string &, YAML::anchor_t,
                         YAML::EmitterStyle::value) override
    {
        begin(mark, YamlNode::Kind::List);
    }
    void OnSequenceEnd() override { end(); }
    void OnMapStart(const YAML::Mark &mark, const std::string &, YAML::anchor_t,
                    YAML::EmitterStyle::value) override
    {
        begin(mark, YamlNode::Kind::Map);
    }
    void OnMapEnd() override { end(); }

private:
    struct Open
    {
        YamlNode node;
        bool hasKey = false;
    };

    void count()
    {
        if (++m_nodes > mostNodes || m_open.size() > deepest)
            throw TooMuch();
    }

    static YamlNode made(const YAML::Mark &mark, YamlNode::Kind kind)
    {
        YamlNode node;
        node.kind = kind;
        node.line = mark.line + 1;
        return node;
    }

    void scalar(const YAML::Mark &mark, std::string value)
    {
        count();
        YamlNode node = made(mark, YamlNode::Kind::Scalar);
        node.isBlock = value.find('\n') != std::string::npos && startsBlock(mark);
        node.value = std::move(value);
        put(std::move(node));
    }

    bool startsBlock(const YAML::Mark &mark) const
    {
        const auto line = static_cast<std::size_t>(std::max(mark.line, 0));
        if (line >= m_lines.size())
            return false;
        const Text text = trimmed(m_lines[line]);
        const std::size_t last = text.find_last_of("|>");
        return last != Text::npos && text.size() - last <= 3;
    }

    void begin(const YAML::Mark &mark, YamlNode::Kind kind)
    {
        count();
        m_open.push_back({made(mark, kind), false});
    }

    void end()
    {
        YamlNode node = std::move(m_open.back().node);
        m_open.pop_back();
        put(std::move(node));
    }

    void put(YamlNode node)
    {
        if (m_open.empty()) {
            documents.push_back(std::move(node));
            return;
        }
        Open &parent = m_open.back();
        if (parent.node.isMap() && !parent.hasKey) {
            parent.node.keys.push_back(std::move(node.value));
            parent.node.keyLines.push_back(node.line);
            parent.hasKey = true;
            return;
        }
        parent.hasKey = false;
        parent.node.items.push_back(std::move(node));
    }

    const std::vector<Text> &m_lines;
    std::vector<Open> m_open;
    std::size_t m_nodes = 0;
};

/// A stream over bytes somebody else owns.
class Bytes : public std::streambuf
{
public:
    explicit Bytes(std::string &text) { setg(text.data(), text.data(), text.data() + text.size()); }
};

} // namespace

const YamlNode *YamlNode::find(Text key) const
{
    for (std::size_t i = 0; isMap() && i < keys.size() && i < items.size(); ++i) {
        if (keys[i] == key)
            return &items[i];
    }
    return nullptr;
}

int YamlNode::lineOf(Text key) const
{
    for (std::size_t i = 0; isMap() && i < keys.size(); ++i) {
        if (keys[i] == key)
            return keyLines[i];
    }
    return line;
}

std::string YamlNode::text(Text key) const
{
    const YamlNode *found = find(key);
    return found && found->kind == Kind::Scalar ? found->value : std::string();
}

const YamlNode *YamlNode::at(std::initializer_list<Text> path) const
{
    const YamlNode *node = this;
    for (const Text key : path)
        node = node ? node->find(key) : nullptr;
    return node;
}

std::vector<YamlNode> parseYaml(Text text)
{
    if (text.size() > largestText)
        return {};
    const std::vector<Text> lines = splitLines(text);
    Builder builder(lines);
    std::string own(text);
    Bytes bytes(own);
    std::istream stream(&bytes);
    try {
        YAML::Parser parser(stream);
        while (parser.HandleNextDocument(builder)) {
        }
    } catch (const YAML::Exception &) {
        return {};
    } catch (const TooMuch &) {
        return {};
    } catch (const std::exception &) {
        return {};
    }
    return std::move(builder.documents);
}

} // namespace belay::scan
